# article.ttl
DELETE { ?t schema:isPartOf ?a } INSERT { ?t schema:isPartOf <https://w3id.org/dispatch-kg/article/another> } WHERE { ?t a kg:TextVersion ; schema:inLanguage "en" ; schema:isPartOf ?a }
