# ontology.ttl
INSERT { ?b skos:broader ?a } WHERE { ?a skos:broader ?b }
