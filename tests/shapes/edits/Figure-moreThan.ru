# article.ttl
DELETE { ?f kg:min ?o } INSERT { ?f kg:max 52999 } WHERE { ?f kg:min ?o ; kg:qualifier qualifier:more_than }
