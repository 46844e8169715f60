"""Evaluation of local searches: the share that shows a place that the person can go to.

`data/evaluation/recherches_locales.tsv` lists everyday needs typed with a town. A search succeeds
when one of its first five results holds a place within 20 km of the town that serves the need and
can be contacted: it has a telephone, a mail, a site or opening hours.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.errors import EvaluationError
from index.locations.models import Location
from index.messages import in_french
from index.search.query import Query
from index.search.results import Group, Hit
from index.search.searcher import Searcher

COLUMNS = ("theme", "besoins", "texte", "lieu")
FIRST = 5
"""Results, from the first, among which a place is looked for."""
NEAR_KM = 20.0
"""Kilometres from the town within which a place is near."""


@dataclass(frozen=True)
class LocalSearch:
    """A need as people type it, with a town.

    theme: theme of the need, by which results are counted; besoins: identifiers of needs of the
    thesaurus, of which a place must serve at least one; texte, lieu: texts typed in the two fields
    of the form, the need and the town.
    """

    theme: str
    besoins: frozenset[str]
    texte: str
    lieu: str


@dataclass(frozen=True)
class Door:
    """First place shown that is near the town, serves the need of a search and can be contacted.

    search: the search; rank: of the result that shows it, from 1; name, where: names of the place
    and of its commune; km: kilometres from the place to the centre of the town.
    """

    search: LocalSearch
    rank: int
    name: str
    where: str
    km: float


def read_local_searches(path: Path) -> tuple[LocalSearch, ...]:
    """Read judged local searches: everyday needs, each typed with a town.

    Args:
        path: tab-separated file in UTF-8; its first line names the columns theme, besoins
            (identifiers separated by spaces), texte and lieu.

    Returns:
        The searches, in the order of the file.

    Raises:
        EvaluationError: when the file cannot be read, has other columns, or a line lacks one.
    """
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.reader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise EvaluationError(f"{path} : {in_french(error)}.") from error
    for number, row in enumerate(rows or [[]], start=1):
        if len(row) != len(COLUMNS) or (number == 1 and tuple(row) != COLUMNS):
            expected = ", ".join(COLUMNS)
            raise EvaluationError(f"{path}, ligne {number} : colonnes attendues : {expected}.")
    return tuple(
        LocalSearch(theme, frozenset(needs.split()), text, town)
        for theme, needs, text, town in rows[1:]
    )


def door_of(search: LocalSearch, searcher: Searcher) -> Door | None:
    """Run a search and return the first place shown that is near, contactable and serves the need.

    A place is near within 20 km of the town. None when the first five results hold no such place.
    searcher: searches the index to measure.
    """
    result = searcher.search(Query(search.texte, place=search.lieu, size=FIRST))
    for hit in result.hits:
        for near in hit.locations:
            if near.km is not None and near.km <= NEAR_KM and _serves(search, near.location, hit):
                place = near.location
                return Door(search, hit.rank, place.nom, place.commune, near.km)
        if _is_door(search, hit):
            record, km = hit.record, hit.distance_km or 0.0
            return Door(search, hit.rank, record.nom, record.commune or "", km)
    return None


def is_possible(search: LocalSearch, searcher: Searcher) -> bool:
    """Return True when the catalogue holds a place that would make a search succeed.

    Such a place is a location or a record within 20 km of the town that serves the need and can be
    contacted; the results of the search, and their order, do not matter. searcher: gives the index.
    """
    retriever = searcher.retriever
    place = retriever.understand(Query(search.texte, place=search.lieu)).place
    nearest = retriever.whole.nearest(place, dict.fromkeys(search.besoins, 1.0))
    if float(nearest.contact_km().min(initial=np.inf)) <= NEAR_KM:
        return True
    declaring = [not search.besoins.isdisjoint(record.besoins) for record in retriever.records]
    located = retriever.whole.locate(place, NEAR_KM, np.array(declaring), nearest.distances)
    return any(
        declaring[row]
        and record.is_contactable
        and not nearest.distances.located[row]
        and located.shown_distances()[row] <= NEAR_KM
        for row, record in enumerate(retriever.records)
    )


def _serves(search: LocalSearch, place: Location, hit: Hit) -> bool:
    """Return whether a location is contactable and lists one of the needs, or its network does."""
    needs = place.besoins or hit.record.besoins
    return place.is_contactable and not search.besoins.isdisjoint(needs)


def _is_door(search: LocalSearch, hit: Hit) -> bool:
    """Return whether a result without locations is itself a contactable place near the town."""
    is_near = hit.group is Group.NEAR and (hit.distance_km or 0.0) <= NEAR_KM
    serves = not search.besoins.isdisjoint(hit.record.besoins)
    return not hit.locations and is_near and serves and hit.record.is_contactable


def by_theme(searches: Sequence[LocalSearch], succeeded: Iterable[bool]) -> Mapping[str, int]:
    """Count the searches that succeeded, by theme.

    Args:
        searches: in any order.
        succeeded: for each search, in the same order, True when it succeeded.

    Returns:
        Theme -> number of its searches that succeeded, possibly 0.
    """
    counts: Counter[str] = Counter()
    for search, success in zip(searches, succeeded, strict=True):
        counts[search.theme] += success
    return counts
