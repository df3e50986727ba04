# authority.ttl
DELETE WHERE { ?p kg:relativeTo ?o }
