# authority.ttl
DELETE { ?g geo:asWKT ?w } INSERT { ?g geo:asWKT "POINT(20.86481 106.68345)"^^geo:wktLiteral } WHERE { ?g geo:asWKT ?w }
