"""The OpenAPI document: what the web framework knows of the routes, completed by media types, problems, and the two endpoints that stand beside it."""
from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from kg.server import desk_routes, graph_store, protocol, tables
from kg.server.metrics import MEDIA as METRICS
from kg.server.negotiation import DOCUMENTS, GRAPHS, HTML, N_QUADS, PLAIN_JSON, RESULTS, TABLES, TRIG, Format
from kg.server.problem import KINDS
from kg.server.problem import MEDIA as PROBLEM

Json = dict[str, Any]
TEXT = {"type": "string"}
_NUMBER = {"type": "number", "minimum": -1e17, "maximum": 1e17}
IRI = {"type": "string", "format": "iri"}
_DUMPS = {"*/*": {"schema": TEXT}}
# The media types that each route answers with, and the statuses that its problems may have beside those that any answer may have.
_ROUTES: dict[tuple[str, str], tuple[tuple[Format, ...], tuple[int, ...]]] = {
    ("/", "get"): ((HTML, *GRAPHS), (406,)),
    ("/.well-known/void", "get"): (GRAPHS, (406,)),
    ("/figures", "get"): (TABLES, (400, 406, 422, 504, 507)),
    ("/dumps/", "get"): ((HTML, PLAIN_JSON), (406,)),
    ("/problem/{kind}", "get"): ((PLAIN_JSON, HTML), (404, 406)),
    ("/read", "get"): ((HTML,), ()),
    ("/read", "post"): (desk_routes.READ_FORMATS, (400, 406, 413, 415, 422, 504, 507)),
    ("/validate", "get"): ((HTML,), ()),
    ("/validate", "post"): (desk_routes.REPORT_FORMATS, (400, 406, 413, 415, 422, 504, 507)),
    ("/{path}", "get"): ((*DOCUMENTS, TRIG, N_QUADS), (404, 406, 410, 504, 507)),
}
_ALWAYS = (500, 503)
_FILTERS = {"outcome": "a code", "object": "a code", "unit": "a code", "qualifier": "a code", "force": "a name, or a part of one", "article": "an address",
            "place": "a name, or a part of one", "source": "a name, or a part of one", "from": "a date, or the beginning of one",
            "agreement": "how the languages agree", "to": "a date, or the beginning of one", "min": "a number", "max": "a number"}
_PROBLEM_SCHEMA = {"type": "object", "required": ["type", "title", "status", "detail"], "additionalProperties": True,
                   "properties": {"type": {"type": "string", "format": "uri"}, "title": TEXT, "status": {"type": "integer"}, "detail": TEXT}}


def described(web: FastAPI, scratch: bool) -> Callable[[], Json]:
    """What gives the document, made when it is first asked for. ``scratch``: whether there is a store that can be written."""
    made: list[Json] = []

    def document() -> Json:
        if not made:
            made.append(_document(web, scratch))
        return made[0]

    return document


def _document(web: FastAPI, scratch: bool) -> Json:
    found: Json = get_openapi(title=web.title, version=web.version, description=web.description, routes=web.routes)
    components: Json = {"schemas": {"Problem": _PROBLEM_SCHEMA}}
    if scratch:
        components["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    for path, operations in found["paths"].items():
        for method, operation in operations.items():
            _complete(path, method, operation)
    paths = {"/sparql": _sparql(scratch), graph_store.PATH: _graphs(scratch), **found["paths"]}
    return {**found, "paths": paths, "components": components}


def _complete(path: str, method: str, operation: Json) -> None:
    responses = operation["responses"]
    responses.pop("422", None)
    formats, statuses = _ROUTES.get((path, method), ((), ()))
    responses["200"]["description"] = "The answer"
    if formats:
        responses["200"]["content"] = _contents(formats)
        names = [form.names[0] for form in formats if form.names]
        if len(names) > 1 and path != "/{path}" and not any(one["name"] == "format" for one in operation.get("parameters", ())):
            operation.setdefault("parameters", []).append(_parameter("format", {"type": "string", "enum": names}, "wins over Accept"))
    match path:
        case "/metrics":
            responses["200"]["content"] = {METRICS.partition(";")[0]: {"schema": TEXT}}
        case "/dumps/{name}":
            responses["200"]["content"] = _DUMPS
            responses["206"] = {"description": "The part that Range asks for", "content": _DUMPS}
            statuses = (400, 404, 416)
        case "/figures":
            schemas: Json = {name: {"type": "string", "enum": [code for code, _ in codes]} for name, codes in tables.choices().items()}
            schemas |= {"min": _NUMBER, "max": _NUMBER}
            operation["parameters"] += [_parameter(name, schemas.get(name, TEXT), _FILTERS[name]) for name in tables.FIELDS]
        case "/{path}":
            operation["parameters"][0] |= {"example": "place/haiphong.ttl", "description": "the path of a thing below the base, with a suffix or without"}
            responses["303"] = {"description": "The address of a document about the thing", "headers": {"Location": {"schema": TEXT}}}
        case "/problem/{kind}":
            operation["parameters"][0]["schema"] = {"type": "string", "enum": list(KINDS)}
    _add_problems(operation, statuses, paged=path in desk_routes.PATHS)


def _contents(formats: Iterable[Format]) -> Json:
    return {form.media: {"schema": _schema(form.media)} for form in formats}


def _schema(media: str) -> Json:
    """JSON is an object, but for the table of figures, which is a list; all else is text."""
    return {"type": ["object", "array"]} if media == PLAIN_JSON.media else {"type": "object"} if media.endswith("+json") else TEXT


def _parameter(name: str, schema: Json, told: str, required: bool = False) -> Json:
    return {"name": name, "in": "query", "required": required, "schema": schema, "description": told}


def _add_problems(operation: Json, statuses: Iterable[int], paged: bool = False) -> None:
    """``paged``: where a page is asked for, it tells the problem."""
    titles: dict[int, list[str]] = {}
    for status, title in KINDS.values():
        titles.setdefault(status, []).append(title)
    content = {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}, **(_contents((HTML,)) if paged else {})}
    for status in sorted({*statuses, *_ALWAYS}):
        operation["responses"][str(status)] = {"description": "; or: ".join(titles.get(status, ["The range cannot be given"])), "content": content}


_DATASET = ((_parameter("default-graph-uri", {"type": "array", "items": IRI}, "graphs that make the default graph; without: the union of all")),
            (_parameter("named-graph-uri", {"type": "array", "items": IRI}, "graphs that can be named by GRAPH")))
_QUERYING = (_parameter("timeout", {"type": "number", "minimum": protocol.SHORTEST}, "time limit in seconds"),
             _parameter("format", {"type": "string", "enum": sorted({form.names[0] for form in (*RESULTS, *GRAPHS, HTML)})}, "wins over Accept"),
             _parameter("release", TEXT, "the release that has to answer"))


def _sparql(scratch: bool) -> Json:
    """``/sparql``, the SPARQL 1.1 Protocol."""
    answers: Json = {"200": {"description": "Results of SELECT and ASK, a graph of CONSTRUCT and DESCRIBE; the service description without a query",
                             "content": _contents((*RESULTS, *GRAPHS, HTML))}}
    query = _parameter("query", TEXT, "a SPARQL 1.1 query; the project's prefixes need no declaration")
    query["example"] = "SELECT ?figure ?value { ?figure a kg:ReportedFigure ; kg:value ?value } LIMIT 3"
    get: Json = {"summary": "A SPARQL query, or the service description", "operationId": "sparql_get",
                 "parameters": [query, *_DATASET, *_QUERYING], "responses": dict(answers)}
    names = ["query", *(["update"] if scratch else [])]
    form = {"type": "object", "properties": dict.fromkeys(names, TEXT), **({"required": ["query"]} if not scratch else {})}
    bodies: Json = {protocol.FORM: {"schema": form}, protocol.QUERY: {"schema": TEXT}}
    if scratch:
        bodies[protocol.UPDATE] = {"schema": TEXT}
    post: Json = {"summary": "A SPARQL query by POST" + (", or an update of the scratch store" if scratch else ""), "operationId": "sparql_post",
                  "parameters": [*_DATASET, *_QUERYING], "requestBody": {"required": True, "content": bodies}, "responses": dict(answers)}
    if scratch:
        post["security"] = [{}, {"token": []}]
        post["responses"]["204"] = {"description": "The update is done"}
    for operation, more in ((get, ()), (post, (401, 403, 413, 415))):
        _add_problems(operation, (400, 406, 410, 504, 507, *more), paged=True)
    return {"get": get, "post": post}


def _graphs(scratch: bool) -> Json:
    """``/rdf-graphs``, the SPARQL 1.1 Graph Store HTTP Protocol."""
    which = [_parameter("graph", IRI, "the graph that is meant"), _parameter("default", {"type": "string", "enum": [""]}, "the default graph is meant")]
    found: Json = {"get": {"summary": "A graph", "operationId": "graph_get", "parameters": which,
                           "responses": {"200": {"description": "The graph", "content": _contents(GRAPHS)},
                                         "307": {"description": "The file that the default graph of a release lies in"}}}}
    _add_problems(found["get"], (400, 404, 406, 422, 504, 507))
    for method, told in (("put", "Puts a graph in the place of another"), ("post", "Adds to a graph"), ("delete", "Removes a graph")):
        operation = found[method] = {"summary": f"{told}, on a scratch store alone", "operationId": f"graph_{method}", "parameters": which,
                                     "responses": {"204": {"description": "It is done"}}, **({"security": [{"token": []}]} if scratch else {})}
        if method != "delete":
            operation["requestBody"] = {"required": True, "content": {form.media: {"schema": TEXT} for form in GRAPHS}}
            operation["responses"] |= {"201": {"description": "The graph was made"}}
        _add_problems(operation, (400, 401, 403, 404, 413, 415, 504, 507))
    return found
