# article.ttl
DELETE { ?s oa:start ?o } INSERT { ?s oa:start ?n } WHERE { ?f a kg:ReportedFigure ; kg:evidence/oa:hasSelector ?s . ?s oa:start ?o BIND(?o + 1 AS ?n) }
