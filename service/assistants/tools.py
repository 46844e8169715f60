"""The tools of the MCP server: search, read a sheet, classify; they change nothing."""

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
from service.assistants.schemas import (
    ChercherParametres,
    ChercherReponse,
    ClasserParametres,
    FicheParametres,
    FicheReponse,
    finding_answer,
    found_answer,
    read_answer,
)
from service.http.problems import Answer, field_errors, orientess_problem
from service.needs.schemas import TexteClasse, classified_answer
from service.records.view import record_view
from service.runtime.live_index import OpenIndex
from service.search.dependencies import Search, parse_query
from service.search.schemas import search_answer

LOG = logging.getLogger("orientess")
FAULTS_TOLD = 5


@dataclass(frozen=True)
class Desk:
    """What tools answer from.

    index: the index in service; search: over the same; thesaurus: the labels of
    needs; site: the public address, without a slash at its end, empty when there is none.
    """

    index: OpenIndex
    search: Search
    thesaurus: Thesaurus
    site: str


class _Untitled(GenerateJsonSchema):
    """Schemas without the titles that repeat the names of fields."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ANN401 - as pydantic types it
        """None is."""
        return False


def _schema(model: type[BaseModel], mode: JsonSchemaMode) -> dict[str, Any]:
    """The schema of a model without its name nor our notes: assistants read every word."""
    schema = model.model_json_schema(mode=mode, schema_generator=_Untitled)
    for each in (schema, *schema.get("$defs", {}).values()):
        each.pop("title", None)
        each.pop("description", None)
    return schema


@dataclass(frozen=True)
class Tool:
    """A tool: how it is told, what it takes, what it gives."""

    name: str
    title: str
    description: str
    parameters: type[BaseModel]
    answer: type[BaseModel]
    run: Callable[[Desk, Any], BaseModel]

    @cached_property
    def told(self) -> types.Tool:
        """The tool as clients are told of it."""
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


def _search(desk: Desk, asked: ChercherParametres) -> ChercherReponse:
    moment = datetime.now(UTC)
    answer = search_answer(desk.search(parse_query(asked.search)))
    searcher = desk.index.searcher
    items = [
        found_answer(
            each,
            desk.site,
            searcher.retriever.opening(each.fiche.id, moment),
        )
        for each in answer.items
    ]
    return finding_answer(answer, items)


def _read(desk: Desk, asked: FicheParametres) -> FicheReponse:
    matcher, address = desk.index.matcher, f"{desk.site}/fiches/{asked.identifiant}"
    sheet = record_view(asked.identifiant, matcher, desk.thesaurus, address, datetime.now(UTC))
    return read_answer(sheet, desk.site)


def _classify(desk: Desk, asked: ClasserParametres) -> TexteClasse:
    classifier = desk.index.classifier
    found = classifier.classify(Query(asked.texte, anywhere=True))
    return classified_answer(found, uuid4().hex, classifier, desk.thesaurus)


_TOOLS = (
    Tool(
        "chercher",
        "Chercher qui répond à un besoin",
        "Les structures et programmes de l'ESS numérique qui répondent à un besoin écrit comme il "
        "vient, fautes comprises, la meilleure fiche d'abord : raison, prix, contact, lieu, "
        "distance, confiance en mots, source et date. Rien de trouvé se dit : total à 0.",
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
)
TOOLS: Mapping[str, Tool] = {each.name: each for each in _TOOLS}


async def answer(
    tool: Tool, given: Mapping[str, Any], desk: Callable[[], Awaitable[Desk]]
) -> types.CallToolResult:
    """What a tool answers; faults are told in French, as the API tells them.

    Args:
        tool: that is called.
        given: its arguments, not checked yet.
        desk: finds what it answers from.

    Returns:
        The answer, as data and as JSON text for clients that read no data; or what is wrong.
    """
    # assistants often send null for what they leave out
    values = {name: value for name, value in given.items() if value is not None}
    try:
        asked = tool.parameters.model_validate(values)
    except ValidationError as error:
        return _refusal(_faults(tool, error))
    try:
        found = await to_thread.run_sync(tool.run, await desk(), asked)
    except OrientessError as error:
        return _refusal(orientess_problem(error).problem.detail)
    except Exception as error:
        LOG.error("erreur imprévue", exc_info=error)
        return _refusal(Answer(500).problem.detail)
    data = found.model_dump(mode="json")
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return types.CallToolResult(
        content=[types.TextContent(type="text", text=text)], structured_content=data
    )


def _faults(tool: Tool, error: ValidationError) -> str:
    """What is wrong with the arguments of a tool; a name that is not ours is not repeated."""
    faults = field_errors(error.errors(include_url=False, include_input=False), 0)
    return " ".join(
        f"{each.champ} : {each.message}"
        if each.champ.partition(".")[0] in tool.parameters.model_fields
        else each.message
        for each in faults[:FAULTS_TOLD]
    )


def _refusal(text: str) -> types.CallToolResult:
    return types.CallToolResult(content=[types.TextContent(type="text", text=text)], is_error=True)
