"""The terms of SHACL that a shapes graph may use: Core and SPARQL of the Recommendation of 2017-07-20. Any other is misspelt, or not supported here."""
from __future__ import annotations

TARGETS = frozenset({"targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf"})

CONSTRAINTS = frozenset({
    "and", "class", "closed", "datatype", "disjoint", "equals", "flags", "hasValue", "ignoredProperties", "in", "languageIn", "lessThan", "lessThanOrEquals",
    "maxCount", "maxExclusive", "maxInclusive", "maxLength", "minCount", "minExclusive", "minInclusive", "minLength", "node", "nodeKind", "not", "or",
    "pattern", "property", "qualifiedMaxCount", "qualifiedMinCount", "qualifiedValueShape", "qualifiedValueShapesDisjoint", "sparql", "uniqueLang", "xone"})

PATHS = frozenset({"path", "inversePath", "alternativePath", "zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath"})

RULES = frozenset({"select", "prefixes", "declare", "prefix", "namespace"})

ANNOTATIONS = frozenset({"message", "severity", "deactivated", "name", "description", "order", "group", "defaultValue", "shapesGraph", "suggestedShapesGraph"})

CLASSES = frozenset({
    "NodeShape", "PropertyShape", "Shape", "SPARQLConstraint", "PrefixDeclaration", "PropertyGroup", "Violation", "Warning", "Info",
    "IRI", "BlankNode", "Literal", "BlankNodeOrIRI", "BlankNodeOrLiteral", "IRIOrLiteral"})

PROPERTIES = TARGETS | CONSTRAINTS | PATHS | RULES | ANNOTATIONS
KNOWN = PROPERTIES | CLASSES
