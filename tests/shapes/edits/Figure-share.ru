# article.ttl
DELETE { ?f kg:value ?o } INSERT { ?f kg:value 3 } WHERE { ?f kg:value ?o ; kg:unit unit:fraction }
