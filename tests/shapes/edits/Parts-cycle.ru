# article.ttl
INSERT { ?w kg:componentOf ?f } WHERE { ?f kg:componentOf ?w }
