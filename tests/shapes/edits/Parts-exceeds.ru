# article.ttl
DELETE { ?f kg:value ?v ; kg:min ?v ; kg:max ?v } INSERT { ?f kg:value 61 ; kg:min 61 ; kg:max 61 } WHERE { ?f kg:componentOf ?w ; kg:value ?v }
