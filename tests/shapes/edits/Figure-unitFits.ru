# article.ttl
DELETE { ?f kg:unit unit:person } INSERT { ?f kg:unit unit:tonne } WHERE { ?f kg:unit unit:person }
