# article.ttl
DELETE { ?w kg:qualifier ?q ; kg:minExclusive true } INSERT { ?w kg:qualifier qualifier:exact ; kg:max 50 . <https://w3id.org/dispatch-kg/figure/second> a kg:ReportedFigure ; kg:componentOf ?w ; kg:unit unit:person ; kg:min 21 }
WHERE { ?p kg:componentOf ?w . ?w kg:qualifier ?q }
