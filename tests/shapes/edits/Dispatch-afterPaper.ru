# article.ttl
DELETE { ?d kg:dispatchDate ?o } INSERT { ?d kg:dispatchDate "1953-10-23"^^xsd:date } WHERE { ?d kg:dispatchDate ?o }
