# article.ttl
DELETE { ?f kg:outcome ?o } INSERT { ?f kg:outcome outcome:surrendered } WHERE { ?f kg:outcome ?o ; kg:object object:machine_gun }
