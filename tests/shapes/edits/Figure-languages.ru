# article.ttl
DELETE { ?f kg:evidence ?e } WHERE { ?f a kg:ReportedFigure ; kg:evidence ?e . ?e oa:hasSource/schema:inLanguage "en" }
