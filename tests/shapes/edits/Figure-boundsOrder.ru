# article.ttl
DELETE { ?f kg:max ?o } INSERT { ?f kg:max 1 } WHERE { ?f kg:max ?o ; kg:min 200 }
