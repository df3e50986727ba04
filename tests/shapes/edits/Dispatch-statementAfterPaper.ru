# article.ttl
DELETE { ?d kg:statementDate ?o } INSERT { ?d kg:statementDate "1954-01"^^xsd:gYearMonth } WHERE { ?d kg:statementDate ?o }
