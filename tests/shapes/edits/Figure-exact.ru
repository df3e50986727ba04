# article.ttl
DELETE { ?f kg:max ?o } INSERT { ?f kg:max 31 } WHERE { ?f kg:max ?o ; kg:qualifier qualifier:exact ; kg:value 30 }
