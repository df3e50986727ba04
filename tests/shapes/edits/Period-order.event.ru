# article.ttl
DELETE { ?e kg:from ?o } INSERT { ?e kg:from "1953-10-16"^^xsd:date } WHERE { ?e a sem:Event ; kg:from ?o }
