# article.ttl
DELETE { ?f kg:qualifier ?q } INSERT { ?f kg:qualifier qualifier:about } WHERE { ?f kg:qualifier ?q ; kg:valueText "击毙三十名" }
