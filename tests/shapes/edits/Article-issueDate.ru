# article.ttl
DELETE { ?i schema:datePublished ?d } INSERT { ?i schema:datePublished "1953-10-23"^^xsd:date } WHERE { ?i a schema:PublicationIssue ; schema:datePublished ?d }
