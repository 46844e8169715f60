"""The OpenAPI document: what routes do not say one by one.

Where the API is served and whom to ask, what tags mean, keys and quotas, what each form is, in the
French of partners (`schemas.json`: docstrings speak to who reads the code), and a real answer of
each route, recorded in `examples.json` (`python -m tests.service.refresh_examples`).
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
from service.http.capacity import TOO_MANY as BUSY
from service.http.content_type import EXPECTED
from service.http.problems import Problem
from service.http.responses import FORBIDDEN, TOO_MANY, UNAUTHORISED, documented
from service.settings import Settings

Document = dict[str, Any]
"""An OpenAPI document."""

EXAMPLES = Path(__file__).parent / "examples.json"
SCHEMAS = Path(__file__).parent / "schemas.json"
SUCCESS = "La réponse"
EXAMPLE_NAME, EXAMPLE_SUMMARY = "reponse", "Réponse réelle à l'exemple de requête, listes coupées"
API = "/api/v1"
KEYS: tuple[dict[str, list[str]], ...] = ({"cle": []}, {"cle_en_tete": []})
"""Ways of presenting a key, either of which will do; routes that need one say so themselves."""

TAGS: Mapping[str, str] = {
    "recherche": "Du besoin écrit en français courant aux fiches qui y répondent.",
    "besoins": "Le thésaurus des besoins, du besoin aux acteurs et de l'acteur aux besoins.",
    "compétences": "De ce qu'une personne sait faire aux métiers et aux rôles bénévoles.",
    "suggestions": "Ce que peut devenir un texte en train d'être écrit : besoins et lieux.",
    "lieux": "Les communes, départements et régions.",
    "exports": "Tout le catalogue, en plusieurs formats ouverts.",
    "retours": "Ce que les personnes disent des réponses et des fiches. Une clé est nécessaire.",
    "état": "Le service vit-il, est-il prêt, que sert-il ?",
}
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
NUMBER = {
    "X-Request-Id": {
        "description": "Le numéro de la requête : à donner à l'exploitant pour parler d'une erreur",
        "schema": {"type": "string", "maxLength": 200},
        "example": "9f86d081884c7d65",
    }
}


def operation_id(route: APIRoute) -> str:
    """The stable name of an operation, that of its function: programs are generated from it."""
    return route.name


@cache
def recorded() -> Mapping[str, Any]:
    """Real answers, by name of operation."""
    answers: Mapping[str, Any] = json.loads(EXAMPLES.read_text(encoding="utf-8"))
    return answers


@cache
def described_schemas() -> Mapping[str, str]:
    """What each form of the document is, by its name."""
    told: Mapping[str, str] = json.loads(SCHEMAS.read_text(encoding="utf-8"))
    return told


def operations(document: Document) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """The method, the path and the description of each operation of a document."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield method, path, operation


def completed(document: Document, settings: Settings) -> Document:
    """A document, with what routes do not say one by one.

    Args:
        document: as FastAPI makes it; it is left as it is.
        settings: who publishes the site, and where.

    Returns:
        The document to publish.
    """
    whole = deepcopy(document)
    used = {tag for *_, operation in operations(whole) for tag in operation.get("tags", ())}
    site = settings.address.rstrip("/")
    whole["info"]["contact"] = _contact(settings, site)
    whole["servers"] = [{"url": site or "/", "description": "Production", "x-internal": False}]
    whole["tags"] = [{"name": name, "description": TAGS[name]} for name in TAGS if name in used]
    whole["security"] = [{}, *KEYS]
    whole["components"] |= {"securitySchemes": SCHEMES, "headers": HEADERS | NUMBER}
    schemas = whole["components"].get("schemas", {}) | _problem_schemas()
    whole["components"]["schemas"] = {name: _described(name, schemas[name]) for name in schemas}
    for _, path, operation in operations(whole):
        responses = operation["responses"]
        if path.startswith(API):
            for status, answer in _refusals().items():
                responses.setdefault(status, answer)
            if "requestBody" in operation:
                responses.setdefault("415", documented("Corps d'un autre format", 415, EXPECTED))
            _tell_quota(responses)
        responses.setdefault("500", documented("Erreur interne", 500))
        _tell_success(responses)
        _tell_number(responses)
        _give_example(operation)
    return whole


def install(app: FastAPI, settings: Settings) -> None:
    """Have an application publish the completed document.

    app: its routes may come later; settings: who publishes the site, and where.
    """
    described = app.openapi
    made: list[tuple[Document, Document]] = []

    def openapi() -> Document:
        """The OpenAPI document, completed once."""
        document = described()
        if not made or made[0][0] is not document:
            made[:] = [(document, completed(document, settings))]
        return made[0][1]

    # as FastAPI's documentation does
    app.openapi = openapi  # type: ignore[method-assign]


def _contact(settings: Settings, site: str) -> dict[str, str]:
    """Whom to ask: the publisher when the operator says who it is, else the guide of the API."""
    contact = {"name": settings.publisher.strip() or "OrientESS"}
    where = settings.publisher_contact.strip()
    if "@" in where:
        return contact | {"email": where}
    url = where if where.startswith(("https://", "http://")) else f"{site}/api" if site else ""
    return contact | ({"url": url} if url else {})


def _problem_schemas() -> dict[str, Any]:
    """The forms of an error, to which `documented` refers."""
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    return {**problem.pop("$defs"), "Problem": problem}


def _described(name: str, schema: Document) -> Document:
    """A form, told in French; one that has no words of its own says nothing."""
    bare = {key: value for key, value in schema.items() if key != "description"}
    told = described_schemas().get(name)
    return bare if told is None else bare | {"description": told}


def _tell_success(responses: dict[str, Any]) -> None:
    """Say in French what the framework says of a good answer."""
    for answer in responses.values():
        if answer["description"] == "Successful Response":
            answer["description"] = SUCCESS


def _tell_number(responses: dict[str, Any]) -> None:
    """Say that every answer has a number, by which the journal knows it."""
    for answer in responses.values():
        references = {name: {"$ref": f"#/components/headers/{name}"} for name in NUMBER}
        answer["headers"] = answer.get("headers", {}) | references


def _refusals() -> dict[str, Any]:
    """What any route of the API may answer to a key or to too many requests."""
    answers = {"401": UNAUTHORISED, "403": FORBIDDEN, "429": TOO_MANY}
    answers["503"] = documented("Trop de demandes à la fois, ou index pas prêt", 503, BUSY)
    return {status: deepcopy(answer) for status, answer in answers.items()}


def _tell_quota(responses: dict[str, Any]) -> None:
    """Say of each answer that counts which headers tell the quota."""
    for status, answer in responses.items():
        if status[0] in "24":
            references = {name: {"$ref": f"#/components/headers/{name}"} for name in HEADERS}
            answer["headers"] = references | answer.get("headers", {})


def _give_example(operation: dict[str, Any]) -> None:
    """Give an operation the answer that was recorded for it."""
    answer = recorded().get(operation["operationId"])
    success = next(each for status, each in operation["responses"].items() if status[0] == "2")
    for content in list(success.get("content", {}).values())[:1] if answer is not None else ():
        content.pop("example", None)
        content["examples"] = {EXAMPLE_NAME: {"summary": EXAMPLE_SUMMARY, "value": answer}}


router = APIRouter(include_in_schema=False)


@router.api_route("/api/openapi.json", methods=["GET", "HEAD"])
def document(request: Request) -> JSONResponse:
    """La description OpenAPI de l'API."""
    return JSONResponse(request.app.openapi())
