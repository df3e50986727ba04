# authority.ttl
INSERT { ?b schema:containedInPlace ?a } WHERE { ?a schema:containedInPlace ?b }
