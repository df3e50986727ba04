# article.ttl
DELETE { ?f kg:minExclusive ?o } WHERE { ?f kg:minExclusive ?o }
