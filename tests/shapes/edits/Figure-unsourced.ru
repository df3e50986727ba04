# article.ttl
DELETE { ?f kg:statedIn ?s } WHERE { ?f a kg:ReportedFigure ; kg:statedIn ?s }
