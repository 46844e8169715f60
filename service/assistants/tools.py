"""Tools of the MCP server: search, read a record, classify, coverage. None changes anything."""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any
from uuid import uuid4

from anyio import to_thread
from mcp import types
from pydantic import BaseModel, ValidationError
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode

from index.errors import OrientessError
from index.search.query import Query
from index.taxonomy.thesaurus import Thesaurus
from service.assistants.holdings import CouvertureParametres, CouvertureReponse, holdings
from service.assistants.schemas import (
    ChercherParametres,
    ChercherReponse,
    ClasserParametres,
    FicheParametres,
    FicheReponse,
    serialize_record,
    serialize_result,
    serialize_results,
)
from service.http.problems import ErrorResponse, field_errors, orientess_problem
from service.needs.schemas import TexteClasse, classified_answer
from service.records.view import record_view
from service.runtime.live_index import OpenIndex
from service.search.dependencies import Search, parse_query
from service.search.location_schemas import opening_now
from service.search.schemas import search_answer

LOG = logging.getLogger("orientess")
MAX_ERRORS = 5
"""Most invalid arguments that the error message of a call describes."""


@dataclass(frozen=True)
class ToolContext:
    """Objects that a tool uses to answer one call.

    index: search index that answers requests now; search: function that runs a query on it (and may
    count it in the metrics); thesaurus: labels of the needs, what people ask for; site: public
    address of the service without a final slash, "" when it has none.
    """

    index: OpenIndex
    search: Search
    thesaurus: Thesaurus
    site: str


class _Untitled(GenerateJsonSchema):
    """JSON Schema generator that gives fields no title, since titles repeat their names."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ANN401 - as pydantic types it
        """Return False for every field."""
        return False


def _schema(model: type[BaseModel], mode: JsonSchemaMode) -> dict[str, Any]:
    """Return the JSON Schema of a model without titles nor docstrings, which cost tokens."""
    schema = model.model_json_schema(mode=mode, schema_generator=_Untitled)
    for definition in (schema, *schema.get("$defs", {}).values()):
        definition.pop("title", None)
        definition.pop("description", None)
    return schema


@dataclass(frozen=True)
class Tool:
    """A tool that an assistant may call by MCP, such as the search.

    name, title, description: what the assistant reads, in French; parameters, answer: pydantic
    models of its arguments and of its result; run: function (context, parameters) -> result.
    """

    name: str
    title: str
    description: str
    parameters: type[BaseModel]
    answer: type[BaseModel]
    run: Callable[[ToolContext, Any], BaseModel]

    @cached_property
    def definition(self) -> types.Tool:
        """Definition sent to MCP clients: texts, and JSON Schemas of its arguments and result.

        It says that the tool changes nothing and may be called again safely.
        """
        return types.Tool(
            name=self.name,
            title=self.title,
            description=self.description,
            input_schema=_schema(self.parameters, "validation"),
            output_schema=_schema(self.answer, "serialization"),
            annotations=types.ToolAnnotations(
                read_only_hint=True,
                destructive_hint=False,
                idempotent_hint=True,
                open_world_hint=False,
            ),
        )


def _search(context: ToolContext, parameters: ChercherParametres) -> ChercherReponse:
    """Search the index: one page of results, with the opening status of each record now."""
    moment = datetime.now(UTC)
    searcher = context.index.searcher
    result = context.search(parse_query(parameters.search, counted=False))
    answer = search_answer(result, opening_now(searcher.retriever))
    items = [
        serialize_result(result, context.site, searcher.retriever.opening(result.fiche.id, moment))
        for result in answer.items
    ]
    return serialize_results(answer, items)


def _read(context: ToolContext, parameters: FicheParametres) -> FicheReponse:
    """Read one record by its identifier."""
    identifier = parameters.identifiant
    address = f"{context.site}/fiches/{identifier}"
    moment = datetime.now(UTC)
    view = record_view(identifier, context.index.matcher, context.thesaurus, address, moment)
    return serialize_record(view, context.site)


def _classify(context: ToolContext, parameters: ClasserParametres) -> TexteClasse:
    """Classify a text: the needs and occupations that it expresses."""
    classifier = context.index.classifier
    classified = classifier.classify(Query(parameters.texte, anywhere=True))
    return classified_answer(classified, uuid4().hex, classifier, context.thesaurus)


def _hold(context: ToolContext, _: CouvertureParametres) -> CouvertureReponse:
    """Tell what the index covers, and what it lacks."""
    retriever = context.index.searcher.retriever
    return holdings(retriever.content, retriever.manifest.version, context.thesaurus)


_TOOLS = (
    Tool(
        "chercher",
        "Chercher qui répond à un besoin",
        "Les structures et programmes de l'ESS numérique qui répondent à un besoin écrit comme il "
        "vient, fautes comprises, la meilleure fiche d'abord : raison, prix, contact, lieux "
        "proches avec téléphone et horaires, confiance en mots, source et date. `certitude` dit si "
        "c'est sûr, peut-être (trois fiches au plus, à dire comme telles) ou rien : total à 0. "
        "`urgence` : des numéros à dire avant tout ; `urgence_possible` : à rappeler d'une ligne ; "
        "`a_faire` : les gestes à dire d'abord, dans l'ordre.",
        ChercherParametres,
        ChercherReponse,
        _search,
    ),
    Tool(
        "fiche",
        "Lire une fiche",
        "Une fiche par son identifiant : ce qu'elle propose, pour qui, à quel prix, comment la "
        "joindre, quand, et d'où vient ce qu'on en sait.",
        FicheParametres,
        FicheReponse,
        _read,
    ),
    Tool(
        "classer",
        "Classer un texte",
        "Les besoins du thésaurus et les métiers qu'un texte exprime sans doute, avec leur "
        "vraisemblance et leurs codes (médiation numérique, data·inclusion, ROME). Rien n'est "
        "proposé sans assez de certitude.",
        ClasserParametres,
        TexteClasse,
        _classify,
    ),
    Tool(
        "couverture",
        "Savoir ce que le catalogue couvre",
        "Ce que le catalogue contient et depuis quand : fiches par famille et par âge, lieux, "
        "départements sans lieu, besoins sans réponse, et ce qu'il ne dit pas. À lire avant de "
        "conclure que personne n'aide.",
        CouvertureParametres,
        CouvertureReponse,
        _hold,
    ),
)
TOOLS: Mapping[str, Tool] = {tool.name: tool for tool in _TOOLS}


async def call_tool(
    tool: Tool, arguments: Mapping[str, Any], context: Callable[[], Awaitable[ToolContext]]
) -> types.CallToolResult:
    """Check the arguments of a tool, run it in a thread, and return its result or its error.

    No exception of the tool is raised: the error is a message in French in the result, without
    detail when it is unexpected, which is logged.

    Args:
        tool: the tool to call.
        arguments: name of a parameter -> value, as the client sent them; a null value is ignored.
        context: function that returns the index, the search and the thesaurus; it is called once
            the arguments are known to be valid.

    Returns:
        The result twice, as data and as JSON text for clients that read text only; or the error,
        with `is_error` set.
    """
    # assistants often send null for a parameter that they leave out
    values = {name: value for name, value in arguments.items() if value is not None}
    try:
        parameters = tool.parameters.model_validate(values)
    except ValidationError as error:
        return _error(_describe_errors(tool, error))
    try:
        result = await to_thread.run_sync(tool.run, await context(), parameters)
    except OrientessError as error:
        return _error(orientess_problem(error).problem.detail)
    except Exception as error:
        LOG.error("erreur imprévue", exc_info=error)
        return _error(ErrorResponse(500).problem.detail)
    data = result.model_dump(mode="json")
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return types.CallToolResult(
        content=[types.TextContent(type="text", text=text)], structured_content=data
    )


def _describe_errors(tool: Tool, error: ValidationError) -> str:
    """Return the errors of arguments in words; the name of an unknown argument is not repeated."""
    errors = field_errors(error.errors(include_url=False, include_input=False), 0)
    return " ".join(
        f"{field.champ} : {field.message}"
        if field.champ.partition(".")[0] in tool.parameters.model_fields
        else field.message
        for field in errors[:MAX_ERRORS]
    )


def _error(text: str) -> types.CallToolResult:
    """Return the result of a call that failed, with its message."""
    return types.CallToolResult(content=[types.TextContent(type="text", text=text)], is_error=True)
