# authority.ttl
DELETE WHERE { ?p kg:distanceUnit ?o }
