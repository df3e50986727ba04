# authority.ttl
INSERT { ?p skos:closeMatch <http://www.wikidata.org/entity/Q3> ; kg:verifiedIn "nowhere" } WHERE { ?p kg:knownByNameAlone true }
