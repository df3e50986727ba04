# article.ttl
DELETE { ?s prov:hadPrimarySource ?p } WHERE { ?s a kg:Statement ; prov:hadPrimarySource ?p }
