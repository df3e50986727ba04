# article.ttl
DELETE { ?s prov:hadPrimarySource ?p } INSERT { ?s prov:hadPrimarySource ?s } WHERE { ?s a kg:Statement ; prov:hadPrimarySource ?p }
