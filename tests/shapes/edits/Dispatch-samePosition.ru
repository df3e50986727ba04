# article.ttl
INSERT { <https://w3id.org/dispatch-kg/dispatch/second> a kg:Dispatch ; schema:position 1 ; schema:isPartOf ?a } WHERE { ?d a kg:Dispatch ; schema:isPartOf ?a }
