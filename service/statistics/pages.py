"""Page of statistics: searches by theme and département, and the records of the catalogue.

A theme is a group of needs of the thesaurus. An unanswered search is one without results.
"""

from __future__ import annotations

import logging
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import itemgetter

from babel.dates import format_date
from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from index.artefact.census import Census
from index.errors import StoreError
from index.maps.boundaries import Boundaries
from index.messages import Sentence
from index.records import code_lists as ref
from index.taxonomy.thesaurus import Thesaurus
from service.presentation.formatting import (
    LOCALES,
    number_in_words,
    percent_in_words,
)
from service.presentation.i18n import language
from service.presentation.templating import page, page_at
from service.runtime.dependencies import CurrentSearch, CurrentThesaurus
from service.runtime.services import services_of
from service.statistics.counters import Counters
from service.statistics.disclosure_control import K_MIN, CountRow, Published

LOG = logging.getLogger("orientess")
CLASSES: Mapping[float, Sentence] = {
    0.0: Sentence("moins de 10 %%"),
    0.1: Sentence("de 10 à 19 %%"),
    0.2: Sentence("de 20 à 39 %%"),
    0.4: Sentence("40 %% et plus"),
}
"""Classes of the map of départements: lower bound, included, of the share of searches without
results, in [0, 1] -> label in the legend.
"""
AGES = (
    Sentence("Moins de 2 ans"),
    Sentence("De 2 à 3 ans"),
    Sentence("Plus de 3 ans"),
    Sentence("Date inconnue"),
)
ANSWERS_WANTED = 2
"""Number of records that should serve each need of the thesaurus."""
CELLS_SHOWN = 3
"""Largest number of départements named beside a theme: those with the most searches."""

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@dataclass(frozen=True)
class StatisticsRow:
    """Searches of one theme, or of one département, as a row of a table of the page shows them.

    name: of the theme or département, "" for the row of all searches; number: number of searches;
    percent: share of searches without results, from 0 to 100, None when it may not be published;
    level: position in `CLASSES`, from 0, of the class of that share on the map, None without a
    share; most: for a theme, the départements with most searches on it, as (name, number of
    searches).
    """

    name: str
    number: int
    percent: int | None
    level: int | None
    most: Sequence[tuple[str, int]] = ()


@dataclass(frozen=True)
class CataloguePart:
    """Part of the catalogue: the records of one family, of one région or of one range of ages.

    name: label of the family, of the région or of the range of ages; number: number of records;
    percent: their share of all records, from 0 to 100, rounded.
    """

    name: str
    number: int
    percent: int


@page_at(router, "/statistiques")
def statistics(
    request: Request, searcher: CurrentSearch, thesaurus: CurrentThesaurus
) -> HTMLResponse:
    """Render the published numbers of searches, and the records by family, région and age.

    When the database cannot be read, the page says so in place of the searches.
    """
    services, content = services_of(request), searcher.retriever.content
    counters, outlines = services.get(Counters), services.get(Boundaries)
    try:
        published, failing = counters.table(), False
    except StoreError as error:
        LOG.error("chiffres illisibles : %s", error)
        published, failing = Published(), True
    names = {code: shape.name for code, shape in outlines.shapes.items()}
    themes = {code: theme.libelle for code, theme in thesaurus.themes.items()}
    levels = _levels(published.departements.rows)
    return page(
        "statistics.html",
        published=published,
        failing=failing,
        span=_span(published),
        least=K_MIN,
        total=_row("", published.total),
        themes=_rows(published.themes.rows, themes, _most(published, names)),
        departements=_rows(published.departements.rows, names),
        outlines=outlines,
        levels=levels,
        mapped={code for level in levels for code in level},
        counted=number_in_words,
        percent=percent_in_words,
        classes=list(CLASSES.values()),
        recent=AGES[0],
        catalogue=len(content.records),
        **_catalogue(content.census, len(content.records)),
        gaps=needs_with_few_answers(content.table.declaring, thesaurus),
    )


def needs_with_few_answers(
    served: Counter[str], thesaurus: Thesaurus
) -> tuple[tuple[str, int], ...]:
    """Return the label of each need that fewer than two records serve, with their number.

    Those that no record serves come first, in the order of the thesaurus. served: identifier of a
    need -> number of records that serve it.
    """
    few = [(thesaurus.label(need), served[need]) for need in thesaurus.needs]
    return tuple(sorted((gap for gap in few if gap[1] < ANSWERS_WANTED), key=itemgetter(1)))


def _rows(
    counts: Mapping[str, CountRow],
    names: Mapping[str, str],
    most: Mapping[str, Sequence[tuple[str, int]]] | None = None,
) -> list[StatisticsRow]:
    """Return the rows of a table, the largest number first."""
    cells = most or {}
    ordered = sorted(counts, key=lambda code: (-counts[code].number, code))
    return [_row(names.get(code, code), counts[code], cells.get(code, ())) for code in ordered]


def _row(name: str, count: CountRow, most: Sequence[tuple[str, int]] = ()) -> StatisticsRow:
    percent = None if count.share is None else round(100 * count.share)
    return StatisticsRow(name, count.number, percent, _level(count), most)


def _level(count: CountRow) -> int | None:
    """Return the index of the class of a row on the map; None when its share is withheld."""
    share = count.share
    return None if share is None else sum(share >= least for least in CLASSES) - 1


def _levels(counts: Mapping[str, CountRow]) -> list[dict[str, StatisticsRow]]:
    """Return the départements in each class of the map, by code."""
    levels: list[dict[str, StatisticsRow]] = [{} for _ in CLASSES]
    for code, count in counts.items():
        row = _row(code, count)
        if row.level is not None:
            levels[row.level][code] = row
    return levels


def _most(published: Published, names: Mapping[str, str]) -> dict[str, Sequence[tuple[str, int]]]:
    """Return theme -> (département, searches) of its largest published cells."""
    by_theme: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
    for (theme, code), number in sorted(published.cells.items(), key=lambda cell: -cell[1]):
        by_theme[theme].append((names.get(code, code), number))
    return {theme: cells[:CELLS_SHOWN] for theme, cells in by_theme.items()}


def _span(published: Published) -> tuple[str, str]:
    """Return the first and the last published quarter, in words."""
    if not published.periods:
        return "", ""
    return _in_words(published.periods[0]), _in_words(published.periods[-1])


def _in_words(period: str) -> str:
    """Return a quarter in words, such as "4e trimestre 2026"."""
    year, _, number = period.partition("-T")
    return format_date(date(int(year), 3 * int(number), 1), "QQQQ y", locale=LOCALES[language()])


def _catalogue(census: Census, total: int) -> dict[str, list[CataloguePart]]:
    """Return the parts of the catalogue by family, by région and by age; total: of records."""
    ages = census.ages
    return {
        "families": _parts(census.families, ref.FAMILLES, total),
        "regions": _parts(census.territories, ref.TERRITOIRES, total),
        "ages": [_part(AGES[age], ages[age], total) for age in sorted(ages)],
    }


def _parts(counts: Mapping[str, int], codes: ref.CodeList, total: int) -> list[CataloguePart]:
    """Return the parts of the catalogue, the largest first."""
    ordered = sorted(counts, key=lambda code: (-counts[code], code))
    return [_part(codes.label(code), counts[code], total) for code in ordered]


def _part(name: str, number: int, total: int) -> CataloguePart:
    return CataloguePart(name, number, round(100 * number / total))
