"""The properties and classes that the graph of an article uses, as N-Quads text: a property with a blank at each side."""
from __future__ import annotations

from collections.abc import Callable

from kg import __version__
from kg.mapping.terms import iri
from kg.namespaces import FOAF, GEO, KG, OA, ORG, PROV, RDF, SCHEMA, SEM, SKOS

Put = Callable[[str, str, str], None]
"""Takes subject, property and object, and writes the quad."""


def _property(namespace: str, name: str) -> str:
    return f" <{namespace}{name}> "


def klass(namespace: str, name: str) -> str:
    return f"<{namespace}{name}>"


A = _property(RDF, "type")
HEADLINE, DATE_PUBLISHED, PAGINATION = (_property(SCHEMA, name) for name in ("headline", "datePublished", "pagination"))
IS_PART_OF, AUTHOR, SECTION, IDENTIFIER = (_property(SCHEMA, name) for name in ("isPartOf", "author", "articleSection", "identifier"))
IN_LANGUAGE, TEXT, TRANSLATION_OF, ABOUT = (_property(SCHEMA, name) for name in ("inLanguage", "text", "translationOfWork", "about"))
SOFTWARE_VERSION, POSITION, MENTIONS = (_property(SCHEMA, name) for name in ("softwareVersion", "position", "mentions"))
GENERATED_BY, ASSOCIATED_WITH, ATTRIBUTED_TO = (_property(PROV, name) for name in ("wasGeneratedBy", "wasAssociatedWith", "wasAttributedTo"))
DERIVED_FROM, PRIMARY_SOURCE = (_property(PROV, name) for name in ("wasDerivedFrom", "hadPrimarySource"))
PREF_LABEL, ALT_LABEL = _property(SKOS, "prefLabel"), _property(SKOS, "altLabel")
HAS_SOURCE, HAS_SELECTOR, START, END, EXACT = (_property(OA, name) for name in ("hasSource", "hasSelector", "start", "end", "exact"))
EVENT_TYPE, HAS_ACTOR, HAS_PLACE = (_property(SEM, name) for name in ("eventType", "hasActor", "hasPlace"))
TEXT_VERSION, SEED_HASH, WARNING, IN_ARTICLE, IN_DISPATCH = (_property(KG, name) for name in ("textVersion", "seedHash", "warning", "inArticle", "inDispatch"))
AGENCY, DATELINE_PLACE, DISPATCH_DATE, STATEMENT_DATE = (_property(KG, name) for name in ("agency", "datelinePlace", "dispatchDate", "statementDate"))
OUTERMOST, HOP, STANCE, CUE, STATED_ON, COVERED = (
    _property(KG, name) for name in ("outermostStatement", "hop", "stance", "cue", "statedOn", "periodCovered"))
STATED_IN, EVIDENCE, VALUE, VALUE_TEXT, UPPER = (_property(KG, name) for name in ("statedIn", "evidence", "value", "valueText", "upper"))
MIN, MIN_EXCLUSIVE, MAX, MAX_EXCLUSIVE = (_property(KG, name) for name in ("min", "minExclusive", "max", "maxExclusive"))
QUALIFIER, OUTCOME, OBJECT, UNIT, UNIT_TEXT = (_property(KG, name) for name in ("qualifier", "outcome", "object", "unit", "unitText"))
ACTOR, AFFECTED, PLACE, PERIOD, FROM, TO = (_property(KG, name) for name in ("actor", "affected", "place", "period", "from", "to"))
COMPONENT_OF, RESTATES, AGREEMENT, DIFFERS = (_property(KG, name) for name in ("componentOf", "restates", "agreement", "translationDiffers"))
TRANSLATED_VALUE, TRANSLATED_QUALIFIER, REASON, MENTIONED = (
    _property(KG, name) for name in ("translatedValue", "translatedQualifier", "reason", "mentions"))
BY_NAME_ALONE, RELATIVE_TO, DIRECTION, DISTANCE, DISTANCE_UNIT = (
    _property(KG, name) for name in ("knownByNameAlone", "relativeTo", "direction", "distance", "distanceUnit"))

FIGURE, DISPATCH, TITLE, STATEMENT, NUMERAL, MENTION, VERSION, UNNAMED = (
    klass(KG, name) for name in ("ReportedFigure", "Dispatch", "Headline", "Statement", "UncountedNumeral", "Mention", "TextVersion", "UnnamedSource"))
EVIDENCE_CLASSES = (klass(KG, "Evidence"), klass(OA, "SpecificResource"))
SELECTOR_CLASSES = (klass(OA, "TextPositionSelector"), klass(OA, "TextQuoteSelector"))
SOURCE = klass(KG, "Source")
KIND_CLASSES = {"place": (klass(SCHEMA, "Place"), klass(GEO, "Feature")), "force": (klass(ORG, "Organization"), klass(KG, "ArmedForce")),
                "people": (klass(FOAF, "Group"),), "source": (SOURCE,)}

NEWSPAPER = iri("newspaper/peoples-daily")
SOFTWARE = iri(f"software/{__version__}")
