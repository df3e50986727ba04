# article.ttl
DELETE { ?f kg:upper ?o } INSERT { ?f kg:upper 200 } WHERE { ?f kg:upper ?o }
