"""The page of figures: needs, those without answer on a map, and the catalogue."""

from __future__ import annotations

import logging
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from babel.dates import format_date
from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from index.errors import StoreError
from index.messages import Sentence
from index.places.administrative_codes import DEPARTEMENTS_OF, REGION_SLUGS
from index.places.service_areas import departement_of
from index.records import code_lists as ref
from index.records.models import AnyRecord
from service.presentation.formatting import (
    LOCALES,
    OLD_DAYS,
    RECENT_DAYS,
    number_in_words,
    percent_in_words,
)
from service.presentation.i18n import language
from service.presentation.templating import page, page_at
from service.runtime.dependencies import CurrentSearch, CurrentThesaurus
from service.runtime.services import services_of
from service.statistics.disclosure_control import K_MIN, Line, Published

LOG = logging.getLogger("orientess")
CLASSES: Mapping[float, Sentence] = {
    0.0: Sentence("moins de 10 %%"),
    0.1: Sentence("de 10 à 19 %%"),
    0.2: Sentence("de 20 à 39 %%"),
    0.4: Sentence("40 %% et plus"),
}
"""The least share without answer of a class of the map -> what is read."""
AGES = (
    Sentence("Moins de 6 mois"),
    Sentence("De 6 mois à 2 ans"),
    Sentence("Plus de 2 ans"),
    Sentence("Date inconnue"),
)
CELLS_SHOWN = 3
"""Départements named beside a theme."""
_REGION_OF = {
    departement: REGION_SLUGS[region]
    for region, departements in DEPARTEMENTS_OF.items()
    if region in REGION_SLUGS
    for departement in departements.split()
}

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@dataclass(frozen=True)
class Row:
    """A line as it is read. percent: share without answer, or None; level: its class."""

    name: str
    number: int
    percent: int | None
    level: int | None
    most: Sequence[tuple[str, int]] = ()


@dataclass(frozen=True)
class Part:
    """A part of the catalogue: records, and their share of it in percent."""

    name: str
    number: int
    percent: int


@page_at(router, "/statistiques")
def statistics(
    request: Request, searcher: CurrentSearch, thesaurus: CurrentThesaurus
) -> HTMLResponse:
    """What is looked for, what is not found, what the catalogue holds."""
    services = services_of(request)
    counters, outlines = services.counters, services.outlines
    try:
        published, failing = counters.table(), False
    except StoreError as error:
        LOG.error("chiffres illisibles : %s", error)
        published, failing = Published(), True
    names = {code: shape.name for code, shape in outlines.shapes.items()}
    themes = {code: theme.libelle for code, theme in thesaurus.themes.items()}
    levels = _levels(published.departements.told)
    return page(
        "statistics.html",
        published=published,
        failing=failing,
        span=_span(published),
        least=K_MIN,
        total=_row("", published.total),
        themes=_rows(published.themes.told, themes, _most(published, names)),
        departements=_rows(published.departements.told, names),
        outlines=outlines,
        levels=levels,
        mapped={code for found in levels for code in found},
        counted=number_in_words,
        percent=percent_in_words,
        classes=list(CLASSES.values()),
        recent=AGES[0],
        catalogue=len(searcher.retriever.records),
        **_catalogue(searcher.retriever.records, date.today()),
    )


def _rows(
    lines: Mapping[str, Line],
    names: Mapping[str, str],
    most: Mapping[str, Sequence[tuple[str, int]]] | None = None,
) -> list[Row]:
    """Lines as they are read, the largest first."""
    found = (most or {}).get
    ordered = sorted(lines, key=lambda code: (-lines[code].number, code))
    return [_row(names.get(code, code), lines[code], found(code, ())) for code in ordered]


def _row(name: str, line: Line, most: Sequence[tuple[str, int]] = ()) -> Row:
    percent = None if line.share is None else round(100 * line.share)
    return Row(name, line.number, percent, _level(line), most)


def _level(line: Line) -> int | None:
    """The class of a line on the map, or None when its share is not told."""
    share = line.share
    return None if share is None else sum(share >= least for least in CLASSES) - 1


def _levels(lines: Mapping[str, Line]) -> list[dict[str, Row]]:
    """For each class, the départements of the map that are in it, by code."""
    levels: list[dict[str, Row]] = [{} for _ in CLASSES]
    for code, line in lines.items():
        row = _row(code, line)
        if row.level is not None:
            levels[row.level][code] = row
    return levels


def _most(published: Published, names: Mapping[str, str]) -> dict[str, Sequence[tuple[str, int]]]:
    """Theme -> the départements where it is most looked for, among those that are told."""
    found: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
    for (theme, code), number in sorted(published.cells.items(), key=lambda cell: -cell[1]):
        found[theme].append((names.get(code, code), number))
    return {theme: cells[:CELLS_SHOWN] for theme, cells in found.items()}


def _span(published: Published) -> tuple[str, str]:
    """The first and the last quarter, in words."""
    if not published.periods:
        return "", ""
    return _in_words(published.periods[0]), _in_words(published.periods[-1])


def _in_words(period: str) -> str:
    """A quarter: "4e trimestre 2026"."""
    year, _, number = period.partition("-T")
    return format_date(date(int(year), 3 * int(number), 1), "QQQQ y", locale=LOCALES[language()])


def _catalogue(records: Sequence[AnyRecord], today: date) -> dict[str, list[Part]]:
    """The records by family, by région, and by age."""
    families = Counter(code for record in records for code in record.familles)
    regions = Counter(code for record in records for code in _territories(record))
    ages = Counter(_age(record, today) for record in records)
    return {
        "families": _parts(families, ref.FAMILLES, len(records)),
        "regions": _parts(regions, ref.TERRITOIRES, len(records)),
        "ages": [_part(AGES[age], ages[age], len(records)) for age in sorted(ages)],
    }


def _parts(counts: Mapping[str, int], codes: ref.CodeList, total: int) -> list[Part]:
    """Parts of the catalogue, the largest first."""
    ordered = sorted(counts, key=lambda code: (-counts[code], code))
    return [_part(codes.label(code), counts[code], total) for code in ordered]


def _part(name: str, number: int, total: int) -> Part:
    return Part(name, number, round(100 * number / total))


def _territories(record: AnyRecord) -> Sequence[str]:
    """The territories that a record gives or, failing that, the région where it is."""
    if record.territoires or not record.code_insee:
        return record.territoires
    region = _REGION_OF.get(departement_of(record.code_insee))
    return () if region is None else (region,)


def _age(record: AnyRecord, today: date) -> int:
    """Where the age of a record is in `AGES`."""
    if record.date_maj is None:
        return 3
    days = (today - record.date_maj).days
    return (days >= RECENT_DAYS) + (days >= OLD_DAYS)
