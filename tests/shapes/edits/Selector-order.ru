# article.ttl
DELETE { ?s oa:end ?e } INSERT { ?s oa:end ?o } WHERE { ?f a kg:ReportedFigure ; kg:evidence/oa:hasSelector ?s . ?s oa:start ?o ; oa:end ?e }
