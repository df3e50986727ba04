# article.ttl
DELETE { ?w kg:inDispatch ?d } INSERT { ?w kg:inDispatch <https://w3id.org/dispatch-kg/dispatch/second> . <https://w3id.org/dispatch-kg/dispatch/second> schema:isPartOf <https://w3id.org/dispatch-kg/article/another> }
WHERE { ?f kg:componentOf ?w . ?w kg:inDispatch ?d }
