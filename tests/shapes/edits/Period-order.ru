# article.ttl
DELETE { ?f kg:from ?o } INSERT { ?f kg:from "1953-10-20"^^xsd:date } WHERE { ?f a kg:ReportedFigure ; kg:from ?o }
