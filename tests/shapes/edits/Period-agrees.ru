# article.ttl
DELETE { ?f kg:from ?o } INSERT { ?f kg:from "1951-07-01"^^xsd:date } WHERE { ?f a kg:ReportedFigure ; kg:from ?o }
