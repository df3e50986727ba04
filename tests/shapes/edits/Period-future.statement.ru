# article.ttl
DELETE { ?s kg:periodCovered ?o } INSERT { ?s kg:periodCovered "1953-10/1953-12"^^edtf:EDTF } WHERE { ?s kg:periodCovered ?o }
