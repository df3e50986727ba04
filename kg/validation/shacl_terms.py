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

REPORTS = frozenset({
    "result", "conforms", "focusNode", "resultPath", "value", "sourceShape", "sourceConstraint", "sourceConstraintComponent", "resultMessage", "resultSeverity",
    "detail"})
"""A file may hold a report beside its shapes: these judge nothing."""

COMPONENTS = frozenset(f"{name[0].upper()}{name[1:]}ConstraintComponent" for name in CONSTRAINTS | {"qualifiedMinCount", "qualifiedMaxCount"}) | {
    "SPARQLConstraintComponent", "PropertyConstraintComponent"}

UNSUPPORTED = frozenset({
    "parameter", "validator", "nodeValidator", "propertyValidator", "ask", "construct", "labelTemplate", "optional", "entailment", "rule", "target",
    "expression", "values", "js"})
"""These exist, in SHACL-SPARQL's constraint components or in the Advanced Features. The quick engine would pass them over, so it refuses them."""

UNSUPPORTED_CLASSES = frozenset({"ConstraintComponent", "Parameter", "SPARQLAskValidator", "SPARQLSelectValidator", "Validator",
                                 "SPARQLFunction", "Target", "Rule"})

PROPERTIES = TARGETS | CONSTRAINTS | PATHS | RULES | ANNOTATIONS | REPORTS | UNSUPPORTED
KNOWN = PROPERTIES | CLASSES | UNSUPPORTED_CLASSES | COMPONENTS | {"ValidationReport", "ValidationResult"}
