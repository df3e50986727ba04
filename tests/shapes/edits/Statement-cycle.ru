# article.ttl
INSERT { ?inner prov:wasDerivedFrom ?outer } WHERE { ?outer prov:wasDerivedFrom ?inner }
