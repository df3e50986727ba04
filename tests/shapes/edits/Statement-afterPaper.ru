# article.ttl
DELETE { ?s kg:statedOn ?o } INSERT { ?s kg:statedOn "1953-10-23"^^xsd:date } WHERE { ?s kg:statedOn ?o }
