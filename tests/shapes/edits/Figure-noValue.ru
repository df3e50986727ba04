# article.ttl
DELETE { ?f kg:value ?o } WHERE { ?f kg:value ?o ; kg:qualifier qualifier:more_than }
