"""The dataset's own description: DCAT 3 (https://www.w3.org/TR/vocab-dcat-3/) and VoID (https://www.w3.org/TR/void/), as N-Quads of ``graph/dataset``."""
from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kg import __version__, identifiers
from kg.mapping.terms import date, integer, iri, string, worded
from kg.namespaces import DCAT, DCTERMS, FOAF, KG, RDF, SCHEMA, SKOS, SPDX, VCARD, VOCABULARIES, VOID
from kg.publish.dataset import Dataset
from kg.publish.statistics import Statistics

DATASET = iri("dataset")
GRAPH = iri("graph/dataset")

_FORMATS = "http://www.w3.org/ns/formats/"
_FEATURES = ("N-Quads", "TriG", "JSON-LD", "N-Triples", "Turtle", "RDF_XML")
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_LANGUAGES = "http://id.loc.gov/vocabulary/iso639-1/"
_OTHER = re.compile(r"[^A-Za-z0-9]+")

Quads = Iterator[str]


@dataclass(frozen=True, slots=True)
class Facts:
    """What a build knows of the release that it describes."""

    release: str
    statistics: Statistics
    dates: tuple[str, str] | None         # of the first and the last article
    example: str | None                   # key of an article
    left_out: tuple[tuple[str, str], ...]     # file, why


def core(dataset: Dataset, facts: Facts) -> str:
    """All that can be said before the dumps are written: it stands in the dumps themselves."""
    return "".join(line for part in (_what(dataset, facts), _terms(dataset), _extent(facts), _statistics(facts.statistics), _left_out(facts)) for line in part)


def distributions(dataset: Dataset, dumps: Iterable[Mapping[str, str | int]]) -> str:
    """The dumps with address, media type, size and checksum."""
    return "".join(line for dump in dumps for line in _distribution(dataset, dump))


def _quad(subject: str, property: str, obj: str) -> str:
    return f"{subject} <{property}> {obj} {GRAPH} .\n"


def _each(subject: str, property: str, objects: Iterable[str]) -> Quads:
    return (_quad(subject, property, obj) for obj in objects)


def _languages(texts: Mapping[str, str]) -> list[str]:
    return [worded(text, lang) for lang, text in texts.items()]


def _part(name: str) -> str:
    return iri(f"dataset#{name}")


def _what(dataset: Dataset, facts: Facts) -> Quads:
    publisher, contact = _part("publisher"), _part("contact")
    yield from _each(DATASET, RDF + "type", (f"<{DCAT}Dataset>", f"<{VOID}Dataset>", f"<{SCHEMA}Dataset>"))
    yield from _each(DATASET, DCTERMS + "title", _languages(dataset.title))
    yield from _each(DATASET, DCTERMS + "description", _languages(dataset.description))
    yield _quad(DATASET, DCTERMS + "identifier", string(facts.release))
    yield _quad(DATASET, DCAT + "version", string(f"{__version__}+{facts.release}"))
    yield from _each(DATASET, DCTERMS + "language", (f"<{_LANGUAGES}zh>", f"<{_LANGUAGES}en>"))
    yield _quad(DATASET, DCTERMS + "publisher", publisher)
    yield _quad(publisher, RDF + "type", f"<{FOAF}Agent>")
    yield from _each(publisher, FOAF + "name", _languages(dataset.publisher))
    yield _quad(DATASET, DCAT + "contactPoint", contact)
    yield _quad(contact, RDF + "type", f"<{VCARD}Organization>")
    yield from _each(contact, VCARD + "fn", _languages(dataset.publisher))
    yield _quad(contact, VCARD + "hasURL", f"<{dataset.contact}>")
    yield _quad(DATASET, DCAT + "landingPage", f"<{identifiers.BASE}>")
    yield _quad(DATASET, FOAF + "homepage", f"<{identifiers.BASE}>")


def _terms(dataset: Dataset) -> Quads:
    """The licence of the graph, the rights in the texts that it quotes, the licence of the program."""
    rights, software = _part("text-rights"), iri(f"software/{__version__}")
    yield _quad(DATASET, DCTERMS + "license", f"<{dataset.license}>")
    yield _quad(DATASET, DCTERMS + "rights", rights)
    yield _quad(rights, RDF + "type", f"<{DCTERMS}RightsStatement>")
    yield from _each(rights, SKOS + "prefLabel", _languages(dataset.texts))
    yield _quad(DATASET, DCTERMS + "creator", software)
    yield _quad(software, DCTERMS + "license", f"<{dataset.software_license}>")


def _extent(facts: Facts) -> Quads:
    """The period that the articles cover, and how the data can be reached and told apart."""
    if facts.dates:
        period = _part("period")
        yield _quad(DATASET, DCTERMS + "temporal", period)
        yield _quad(period, RDF + "type", f"<{DCTERMS}PeriodOfTime>")
        yield _quad(period, DCAT + "startDate", date(facts.dates[0]))
        yield _quad(period, DCAT + "endDate", date(facts.dates[1]))
    yield from _each(DATASET, DCTERMS + "conformsTo", (f"<{KG.rstrip('#')}>", iri("shapes")))
    yield _quad(DATASET, VOID + "sparqlEndpoint", iri("sparql"))
    yield _quad(DATASET, VOID + "uriSpace", string(identifiers.BASE))
    yield from _each(DATASET, VOID + "vocabulary", (f"<{space}>" for space in VOCABULARIES.values()))
    yield from _each(DATASET, VOID + "feature", (f"<{_FORMATS}{feature}>" for feature in _FEATURES))
    if facts.example:
        yield _quad(DATASET, VOID + "exampleResource", iri(f"article/{facts.example}"))


def _statistics(counted: Statistics) -> Quads:
    """Counts over the union of all graphs but this one."""
    for name, count in (("triples", counted.triples), ("entities", counted.subjects), ("distinctSubjects", counted.subjects),
                        ("classes", len(counted.classes)), ("properties", len(counted.properties))):
        yield _quad(DATASET, VOID + name, integer(count))
    yield from _partitions("class", "entities", counted.classes)
    yield from _partitions("property", "triples", counted.properties)


def _partitions(kind: str, counted: str, counts: Mapping[str, int]) -> Quads:
    for term, count in sorted(counts.items()):
        partition = _part(f"{kind}-{_shortened(term)}")
        yield _quad(DATASET, f"{VOID}{kind}Partition", partition)
        yield _quad(partition, VOID + kind, term)
        yield _quad(partition, VOID + counted, integer(count))


def _shortened(term: str) -> str:
    """A name for a class or property within an address: its prefix and local name."""
    iri = term[1:-1]
    prefix = next((f"{name}-{iri.removeprefix(space)}" for name, space in VOCABULARIES.items() if iri.startswith(space)), iri)
    return _OTHER.sub("-", prefix)


def _left_out(facts: Facts) -> Quads:
    """A note on each seed that is not in the release."""
    for file, why in facts.left_out:
        yield _quad(DATASET, SKOS + "editorialNote", worded(f"Left out: {file}. {why}", "en"))


def _distribution(dataset: Dataset, dump: Mapping[str, str | int]) -> Quads:
    name = str(dump["name"])
    node, url, checksum = _part(f"dump-{_OTHER.sub('-', name)}"), iri(f"dumps/{name}"), _part(f"checksum-{_OTHER.sub('-', name)}")
    yield _quad(DATASET, DCAT + "distribution", node)
    yield _quad(node, RDF + "type", f"<{DCAT}Distribution>")
    yield _quad(node, DCTERMS + "title", worded(str(dump["title"]), "en"))
    yield _quad(node, DCAT + "mediaType", f"<{_MEDIA_TYPES}{dump['media_type']}>")
    yield _quad(node, DCAT + "byteSize", integer(int(dump["bytes"])))
    yield _quad(node, DCAT + "downloadURL", url)
    yield _quad(node, DCTERMS + "license", f"<{dataset.license}>")
    yield _quad(node, SPDX + "checksum", checksum)
    yield _quad(checksum, RDF + "type", f"<{SPDX}Checksum>")
    yield _quad(checksum, SPDX + "algorithm", f"<{SPDX}checksumAlgorithm_sha256>")
    yield _quad(checksum, SPDX + "checksumValue", string(str(dump["sha256"])))
    if name.startswith("dispatch-kg."):
        yield _quad(DATASET, VOID + "dataDump", url)
