"""Everyday requests: how sure their pages are, and whether two readers judged these pages right.

Texts come from `data/evaluation/demandes`, written before the code by hands that had not seen the
catalogue (see its README). A page is sure, asks back what is meant, or says that nothing is known.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.errors import InvalidQuery
from index.evaluation.judged_rows import read_rows
from index.search.likelihood import Certainty
from index.search.query import MAX_CHARS, Query
from index.search.results import Group, Hit, SearchResult
from index.search.searcher import Searcher

COLUMNS = ("id", "texte", "lieu", "attendu", "fautes", "sens", "critere")
LOCAL_COLUMNS = ("id", "texte", "lieu", "fautes", "sens", "critere")
READ, MEANT = "fiche", "besoin"
"""Columns of what readers judged: a record shown, and a need offered under « Avons-nous bien
compris ? »."""
FIRST, SHOWN = 3, 6
"""Results that a person sees first; those among which somebody near must stand."""
DANGER = "danger"
Verdicts = Mapping[str, Mapping[str, bool]]
"""Identifier of a request -> identifier of a record or a need -> whether readers judge it right."""


@dataclass(frozen=True)
class Request:
    """An everyday request; answerable: whether such a service should answer it."""

    identifier: str
    text: str
    place: str
    answerable: bool


def read_requests(path: Path) -> list[Request]:
    """Read requests.

    Args:
        path: file of `data/evaluation/demandes`; those with a town are all answerable.

    Returns:
        The requests, in the order of the file.

    Raises:
        EvaluationError: when the file cannot be read, or has other columns.
    """
    is_local = path.stem == "locales"
    rows = read_rows(path, LOCAL_COLUMNS if is_local else COLUMNS)
    return [
        Request(row["id"], row["texte"], row["lieu"], row.get("attendu", "oui") == "oui")
        for row in rows
    ]


def read_verdicts(path: Path, judged: str) -> Verdicts:
    """Read the verdicts of two readers: right unless one of them says that it is wrong.

    Args:
        path: file of verdicts, "1" for yes.
        judged: `READ` or `MEANT`.

    Returns:
        The verdicts by request.

    Raises:
        EvaluationError: when the file cannot be read, or has other columns.
    """
    verdicts: dict[str, dict[str, bool]] = defaultdict(dict)
    for row in read_rows(path, ("demande", judged, "premier", "second")):
        verdicts[row["demande"]][row[judged]] = "0" not in (row["premier"], row["second"])
    return verdicts


@dataclass(frozen=True)
class Answered:
    """The page of results of a request.

    state: value of `Certainty`, or `DANGER`; shown: identifiers of the first records; readings:
    needs that it asks whether it understood.
    """

    request: Request
    state: str
    shown: tuple[str, ...]
    readings: tuple[str, ...]


def answer(searcher: Searcher, requests: Iterable[Request]) -> list[Answered]:
    """Search requests, and say what their pages show."""
    return [_answered(searcher, request) for request in requests]


def _answered(searcher: Searcher, request: Request) -> Answered:
    result = _result(searcher, request)
    if result is None:
        return Answered(request, Certainty.NOTHING.value, (), ())
    state = DANGER if result.in_danger else result.certainty.value
    shown = tuple(hit.record.id for hit in result.hits[:FIRST])
    return Answered(request, state, shown, result.readings)


def _result(searcher: Searcher, request: Request) -> SearchResult | None:
    try:
        return searcher.search(Query(request.text[:MAX_CHARS], place=request.place, size=SHOWN))
    except InvalidQuery:  # nothing that can be searched
        return None


@dataclass(frozen=True)
class Tally:
    """Number of cases that are so, among those that were read."""

    name: str
    so: int
    among: int
    unread: int = 0

    def __str__(self) -> str:
        """Return the share in French, and how many cases no reader saw."""
        share = f"{self.so / self.among:.1%}" if self.among else "aucun cas"
        unread = f", {self.unread} non lus" if self.unread else ""
        return f"{self.name} : {share} ({self.so} sur {self.among}{unread})"


def states(answered: Sequence[Answered]) -> list[Tally]:
    """Count what pages say of the requests that should be answered, and of the others."""
    tallies = []
    for title, wanted in (("ont une réponse", True), ("n'en ont pas", False)):
        own = [each for each in answered if each.request.answerable is wanted]
        counts = Counter(each.state for each in own)
        tallies += [Tally(f"{title}, {state}", count, len(own)) for state, count in counts.items()]
    return tallies


def faults(answered: Sequence[Answered], verdicts: Verdicts, meant: Verdicts) -> list[Tally]:
    """Count wrong first records of sure pages, and right readings of those that ask back."""
    own = [each for each in answered if each.request.answerable]
    sure = [each for each in own if each.state == Certainty.SURE]
    asked = [each for each in own if each.state == Certainty.MAYBE]
    right = [_verdicts_of(each.shown, verdicts, each) for each in sure]
    first = [each[:1] for each in right]
    readings = [_verdicts_of(each.readings, meant, each) for each in asked]
    results = [_verdicts_of(each.shown, verdicts, each) for each in asked]
    return [
        _tally("sûres, première fiche fausse", first, False),
        _tally("sûres, trois premières fausses", right, False),
        _tally("demandées, un sens proposé est juste", readings, True),
        _tally("demandées, une des trois premières est juste", results, True),
    ]


def _verdicts_of(
    identifiers: Sequence[str], verdicts: Verdicts, each: Answered
) -> list[bool | None]:
    known = verdicts.get(each.request.identifier, {})
    return [known.get(identifier) for identifier in identifiers]


def _tally(name: str, cases: Iterable[list[bool | None]], right: bool) -> Tally:
    """Count cases where one is right, or none is; a case that could be either was not read."""
    known = [case for case in cases if True in case or None not in case]
    unread = [case for case in cases if case not in known]
    return Tally(name, sum((True in case) is right for case in known), len(known), len(unread))


def near_first(searcher: Searcher, requests: Iterable[Request], serving: Verdicts) -> list[Tally]:
    """Count the requests whose first result is somebody near who serves, as readers say.

    Args:
        searcher: answers the requests.
        requests: with a town.
        serving: which records serve each of them, within 20 km.

    Returns:
        Those whose first result does, the national service above excepted; then those where
        somebody who does stands lower, or not among the first six.
    """
    cases: Counter[str] = Counter()
    for request in requests:
        known = {each for each, serves in serving.get(request.identifier, {}).items() if serves}
        if known:
            result = _result(searcher, request)
            cases[_standing([] if result is None else result.hits, known)] += 1
    total = cases.total()
    return [Tally(f"qui sert près : {name}", cases[name], total) for name in STANDINGS]


STANDINGS = ("en premier", "plus bas", "absent des six premiers")


def _standing(hits: Sequence[Hit], serving: set[str]) -> str:
    """Return where the first of those that serve stands; national services do not count."""
    shown = [hit.record.id for hit in hits if hit.group is not Group.NATIONAL]
    if shown and shown[0] in serving:
        return STANDINGS[0]
    return STANDINGS[2] if serving.isdisjoint(shown) else STANDINGS[1]
