# authority.ttl
INSERT { ?b org:subOrganizationOf ?a } WHERE { ?a org:subOrganizationOf ?b }
