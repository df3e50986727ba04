# authority.ttl
DELETE WHERE { ?p kg:verifiedIn ?v }
