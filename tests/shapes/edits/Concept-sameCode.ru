# ontology.ttl
DELETE { ?c skos:notation "half" } INSERT { ?c skos:notation "whole" } WHERE { ?c skos:notation "half" }
