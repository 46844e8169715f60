"""OpenAPI document of the API: completed with what routes do not declare, and served as JSON.

FastAPI generates the document from the routes. This module adds the server and contact, the tags,
keys and quotas, a description in French of each schema (from `schemas.json`, because docstrings are
for readers of the code), and a real response of each route, recorded in `examples.json` by
`python -m scripts.generated.examples`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.routing import APIRoute
from starlette.responses import JSONResponse

from service.auth.access import KEY_HEADER
from service.http.content_type import EXPECTED
from service.http.fair_queue import TOO_MANY as BUSY
from service.http.problems import Problem
from service.http.responses import FORBIDDEN, INVALID, TOO_MANY, UNAUTHORISED, documented
from service.settings import Settings

Document = dict[str, Any]
"""An OpenAPI document, which describes an API, as parsed JSON."""

EXAMPLES = Path(__file__).parent / "examples.json"
SCHEMAS = Path(__file__).parent / "schemas.json"
SUCCESS = "La réponse"
EXAMPLE_NAME, EXAMPLE_SUMMARY = "reponse", "Réponse réelle à l'exemple de requête, listes coupées"
API = "/api/v1"
KEYS: tuple[dict[str, list[str]], ...] = ({"cle": []}, {"cle_en_tete": []})
"""Security requirements of OpenAPI: the two ways to send an API key, either of which is enough.
Routes that require a key declare it themselves.
"""

TAGS: Mapping[str, tuple[str, str]] = {
    "recherche": ("Recherche", "Du besoin écrit en français courant aux fiches qui y répondent."),
    "besoins": (
        "Besoins",
        "Le thésaurus des besoins, du besoin aux acteurs et de l'acteur aux besoins.",
    ),
    "competences": (
        "Compétences",
        "De ce qu'une personne sait faire aux métiers et aux rôles bénévoles.",
    ),
    "suggestions": (
        "Suggestions",
        "Ce que peut devenir un texte en train d'être écrit : besoins et lieux.",
    ),
    "lieux": ("Lieux", "Les lieux ouverts au public ; les communes, départements et régions."),
    "exports": ("Exports", "Tout le catalogue, en plusieurs formats ouverts."),
    "retours": (
        "Retours",
        "Ce que les personnes disent des réponses et des fiches. Une clé est nécessaire.",
    ),
    "etat": ("État", "Le service vit-il, est-il prêt, que sert-il ?"),
}
"""Name of a tag -> its title and its description for readers.

Programs name modules after tags: their names have no accent.
"""
SCHEMES = {
    "cle": {
        "type": "http",
        "scheme": "bearer",
        "description": "Clé d'API : « Authorization: Bearer orientess_… ». Facultative pour lire : "
        "elle relève le quota.",
    },
    "cle_en_tete": {
        "type": "apiKey",
        "in": "header",
        "name": KEY_HEADER,
        "description": "La même clé, dans un en-tête à elle.",
    },
}
HEADERS = {
    "RateLimit": {
        "description": "Ce qui reste du quota (r) et dans combien de secondes il se renouvelle (t)",
        "schema": {"type": "string", "maxLength": 200},
        "example": '"defaut";r=299;t=1',
    },
    "RateLimit-Policy": {
        "description": "Le quota : requêtes (q) par fenêtre de tant de secondes (w)",
        "schema": {"type": "string", "maxLength": 200},
        "example": '"defaut";q=300;w=60',
    },
}
REQUEST_ID = {
    "X-Request-Id": {
        "description": "Le numéro de la requête : à donner à l'exploitant pour parler d'une erreur",
        "schema": {"type": "string", "maxLength": 200},
        "example": "9f86d081884c7d65",
    }
}


def operation_id(route: APIRoute) -> str:
    """Return the identifier of a route in the OpenAPI document: the name of its Python function.

    Programs that generate clients name functions after it: it must not change.
    """
    return route.name


@cache
def recorded() -> Mapping[str, Any]:
    """Return the recorded responses: identifier of a route -> JSON, read from `examples.json`."""
    answers: Mapping[str, Any] = json.loads(EXAMPLES.read_text(encoding="utf-8"))
    return answers


@cache
def described_schemas() -> Mapping[str, str]:
    """Return the descriptions, in French, of the JSON schemas of bodies and responses.

    Name of a schema, such as "AvisReponse" -> description; read once from `schemas.json`.
    """
    descriptions: Mapping[str, str] = json.loads(SCHEMAS.read_text(encoding="utf-8"))
    return descriptions


def operations(document: Document) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield (method in lower case, path, operation) for each route of an OpenAPI document.

    The operation is the JSON object that describes the route; it is not a copy.
    """
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield method, path, operation


def completed(document: Document, settings: Settings) -> Document:
    """Complete an OpenAPI document with the information that routes do not declare.

    Added: server, contact, source code, tags, API keys, quotas, responses to errors, descriptions
    of schemas and recorded examples.

    Args:
        document: document generated by FastAPI; it is not modified.
        settings: settings of the service, for its publisher and the URL of the site.

    Returns:
        The document to publish.
    """
    whole = deepcopy(document)
    used = {tag for *_, operation in operations(whole) for tag in operation.get("tags", ())}
    site = settings.address.rstrip("/")
    whole["info"]["contact"] = _contact(settings, site)
    if settings.source_url:
        whole["externalDocs"] = {"description": "Code source", "url": settings.source_url}
    whole["servers"] = [{"url": site or "/", "description": "Production", "x-internal": False}]
    whole["tags"] = [
        {"name": name, "x-displayName": title, "description": words}
        for name, (title, words) in TAGS.items()
        if name in used
    ]
    whole["security"] = [{}, *KEYS]
    whole["components"] |= {"securitySchemes": SCHEMES, "headers": HEADERS | REQUEST_ID}
    schemas = whole["components"].get("schemas", {}) | _problem_schemas()
    whole["components"]["schemas"] = {name: _described(name, schemas[name]) for name in schemas}
    for _, path, operation in operations(whole):
        responses = operation["responses"]
        responses.setdefault("422", deepcopy(INVALID))
        if path.startswith(API):
            for status, answer in _refusal_responses().items():
                responses.setdefault(status, answer)
            if "requestBody" in operation:
                responses.setdefault("415", documented("Corps d'un autre format", 415, EXPECTED))
            _add_quota_headers(responses)
        responses.setdefault("500", documented("Erreur interne", 500))
        _translate_success(responses)
        _mark_deprecated(operation)
        _add_request_id(responses)
        _add_example(operation)
    return whole


def install(app: FastAPI, settings: Settings) -> None:
    """Make an application publish its OpenAPI document in the completed form.

    Args:
        app: application to modify; routes may still be added to it afterwards, because the document
            is made when it is first requested.
        settings: settings of the service, for its publisher and the URL of the site.
    """
    described = app.openapi
    made: list[tuple[Document, Document]] = []

    def openapi() -> Document:
        """Return the OpenAPI document, completed once."""
        document = described()
        if not made or made[0][0] is not document:
            made[:] = [(document, completed(document, settings))]
        return made[0][1]

    # as FastAPI's documentation does
    app.openapi = openapi  # type: ignore[method-assign]


def _contact(settings: Settings, site: str) -> dict[str, str]:
    """Return the contact: the publisher when the operator sets one, else the guide of the API."""
    contact = {"name": settings.publisher.strip() or "OrientESS"}
    where = settings.publisher_contact.strip()
    if "@" in where:
        return contact | {"email": where}
    url = where if where.startswith(("https://", "http://")) else f"{site}/api" if site else ""
    return contact | ({"url": url} if url else {})


def _problem_schemas() -> dict[str, Any]:
    """Return the schemas of errors, to which `documented` refers."""
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    return {**problem.pop("$defs"), "Problem": problem}


def _described(name: str, schema: Document) -> Document:
    """Replace the description of a schema by the French one, or remove it."""
    bare = {key: value for key, value in schema.items() if key != "description"}
    description = described_schemas().get(name)
    return bare if description is None else bare | {"description": description}


def _translate_success(responses: dict[str, Any]) -> None:
    """Translate FastAPI's description of a successful response."""
    for answer in responses.values():
        if answer["description"] == "Successful Response":
            answer["description"] = SUCCESS


def _mark_deprecated(operation: dict[str, Any]) -> None:
    """Declare the deprecated parameters of a URL where OpenAPI expects it, beside their schema."""
    for parameter in operation.get("parameters", ()):
        if parameter["schema"].pop("deprecated", False):
            parameter["deprecated"] = True


def _add_request_id(responses: dict[str, Any]) -> None:
    """Declare the header of the request identifier, which is also in the log."""
    for answer in responses.values():
        references = {name: {"$ref": f"#/components/headers/{name}"} for name in REQUEST_ID}
        answer["headers"] = answer.get("headers", {}) | references


def _refusal_responses() -> dict[str, Any]:
    """Return the error responses of any route: wrong key, quota spent, service busy."""
    answers = {"401": UNAUTHORISED, "403": FORBIDDEN, "429": TOO_MANY}
    answers["503"] = documented("Trop de demandes à la fois, ou index pas prêt", 503, BUSY)
    return {status: deepcopy(answer) for status, answer in answers.items()}


def _add_quota_headers(responses: dict[str, Any]) -> None:
    """Declare the quota headers of the responses that have them."""
    for status, answer in responses.items():
        if status[0] in "24":
            references = {name: {"$ref": f"#/components/headers/{name}"} for name in HEADERS}
            answer["headers"] = references | answer.get("headers", {})


def _add_example(operation: dict[str, Any]) -> None:
    """Add the recorded response of an operation as its example."""
    answer = recorded().get(operation["operationId"])
    success = next(
        response for status, response in operation["responses"].items() if status[0] == "2"
    )
    for content in list(success.get("content", {}).values())[:1] if answer is not None else ():
        content.pop("example", None)
        content["examples"] = {EXAMPLE_NAME: {"summary": EXAMPLE_SUMMARY, "value": answer}}


router = APIRouter(include_in_schema=False)


@router.api_route("/api/openapi.json", methods=["GET", "HEAD"])
def document(request: Request) -> JSONResponse:
    """La description OpenAPI de l'API."""
    return JSONResponse(request.app.openapi())
