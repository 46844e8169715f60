"""What an assistant is told of the catalogue: how much, how old, what is missing."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import cast

from index.artefact.journal import moment_of
from index.search.searcher import Searcher
from service.assistants.holdings import LIMITS, CouvertureReponse, holdings
from service.assistants.tools import TOOLS, ToolContext, call_tool
from service.runtime.live_index import OpenIndex
from tests.conftest import make_thesaurus


def told(searcher: Searcher) -> CouvertureReponse:
    retriever = searcher.retriever
    version = retriever.manifest.version
    return holdings(retriever.content, version, make_thesaurus())


def test_records_and_locations_should_be_counted(located_searcher: Searcher) -> None:
    answer = told(located_searcher)
    records = located_searcher.retriever.content.records
    assert answer.fiches == len(records)
    ages = answer.ages
    counted = ages.model_dump().values()
    assert sum(counted) == len(records)
    assert answer.lieux.nombre == len(located_searcher.retriever.locations) > 0
    assert 0 < answer.lieux.avec_contact <= answer.lieux.nombre
    assert answer.index_du == moment_of(located_searcher.retriever.manifest.version)


def test_what_is_missing_should_be_told_with_what_is_there(located_searcher: Searcher) -> None:
    answer = told(located_searcher)
    assert answer.lieux.departements >= 1
    assert "59" not in answer.lieux.departements_sans_lieu
    assert "01" in answer.lieux.departements_sans_lieu
    assert answer.besoins == len(make_thesaurus().needs)
    assert answer.limites == list(LIMITS)


def test_an_assistant_should_ask_for_it_without_any_argument(located_searcher: Searcher) -> None:
    index = cast(OpenIndex, SimpleNamespace(searcher=located_searcher))
    context = ToolContext(index, located_searcher.search, make_thesaurus(), "")

    async def services() -> ToolContext:
        return context

    answer = asyncio.run(call_tool(TOOLS["couverture"], {}, services)).structured_content
    assert answer is not None
    assert answer["fiches"] == len(located_searcher.retriever.content.records)
    assert asyncio.run(call_tool(TOOLS["couverture"], {"besoin": "x"}, services)).is_error
