# article.ttl
DELETE { ?f kg:max ?v } INSERT { ?f kg:max 40 } WHERE { ?f kg:restates ?g ; kg:max ?v }
