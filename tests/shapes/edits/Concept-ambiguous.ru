# ontology.ttl
INSERT { ?c skos:altLabel "全部"@zh } WHERE { ?c skos:notation "half" }
