# article.ttl
DELETE { ?d kg:outermostStatement ?s } INSERT { ?d kg:outermostStatement ?t } WHERE { ?d kg:outermostStatement ?s . ?t kg:inDispatch ?d ; kg:hop 2 }
