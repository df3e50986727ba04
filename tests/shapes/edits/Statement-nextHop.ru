# article.ttl
DELETE { ?s kg:hop 2 } INSERT { ?s kg:hop 5 } WHERE { ?s kg:hop 2 }
