# article.ttl
INSERT { ?g kg:restates ?other } WHERE { ?f kg:restates ?g . ?other kg:unit unit:fraction }
