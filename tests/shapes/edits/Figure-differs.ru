# article.ttl
INSERT { ?f kg:translatedValue 500 } WHERE { ?f kg:agreement "agree" }
