# article.ttl
DELETE { ?t schema:inLanguage "en" } INSERT { ?t schema:inLanguage "zh" } WHERE { ?t a kg:TextVersion ; schema:inLanguage "en" }
