# article.ttl
DELETE { ?f kg:qualifier ?q } INSERT { ?f kg:qualifier qualifier:exact } WHERE { ?f kg:qualifier ?q ; kg:valueText "敌军二三百名" }
