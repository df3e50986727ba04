# article.ttl
DELETE { ?f kg:period ?p ; kg:to ?o } INSERT { ?f kg:period "1952-07/1953-11"^^edtf:EDTF ; kg:to "1953-11-30"^^xsd:date } WHERE { ?f a kg:ReportedFigure ; kg:from ?x ; kg:period ?p ; kg:to ?o }
