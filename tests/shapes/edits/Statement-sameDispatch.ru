# article.ttl
DELETE { ?s kg:inDispatch ?d } INSERT { ?s kg:inDispatch <https://w3id.org/dispatch-kg/dispatch/second> } WHERE { ?s a kg:Statement ; kg:hop 2 ; kg:inDispatch ?d }
