"""Short-list of records, read from the URL together with the query and the place of the person.

The URL holds the whole state of a short-list, a comparison or a sheet: the server stores nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urlencode

from fastapi import Request

from index.errors import InvalidQuery
from index.places.models import Place, Point
from index.places.proximity import WIDER_RADII_KM, distance_km
from index.records.models import AnyRecord
from index.search.query import MAX_PLACE_CHARS, clean
from index.search.results import NearbyPlace
from index.search.retriever import Retriever
from index.search.searcher import Searcher
from service.presentation.i18n import to
from service.presentation.location_card import distant, location_card, record_situation
from service.referral.facts import Facts, Visit, facts_of
from service.referral.paper import fits_one_page, limits
from service.search.view import NEED

PATH = "/aidant"
MAX_COMPARED, MAX_ON_SHEET, MAX_LISTED = 4, 3, 12
"""Most records in a comparison, on one printed A4 sheet, and in a list that a helper makes."""
CHOSEN = "~"
"""Between the identifier of a record and that of the location chosen for it, in a URL."""
MAX_NEED_CHARS = 80
"""Characters read of the identifier of a need."""
MAX_READ = 100
"""Identifiers of records read from a URL, at most: the pages never make a longer URL."""


@dataclass(frozen=True)
class Shortlist:
    """Records that a helper chose for somebody (the short-list), as the URL of a page names them.

    records: the records that exist, in the order of the URL, cut to the limit of the page; chosen:
    identifier of the location chosen for each, empty for none; unknown:
    number of identifiers in the URL that no record has; beyond: number of records left out because
    of the limit; query: the need that was searched, as typed, empty when missing or not valid;
    place: where the person lives, as typed, empty when missing; need: identifier of the need
    recognized in the query, which the locations must serve, empty when unsure; credits: code of a
    source of locations -> who published it.
    """

    records: Sequence[AnyRecord]
    chosen: Sequence[str]
    unknown: int
    beyond: int
    query: str
    place: str
    need: str = ""
    credits: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        request: Request,
        searcher: Searcher,
        limit: int,
        credits: Mapping[str, str] | None = None,
    ) -> Shortlist:
        """Read the chosen records, the need and the place from the URL of a page.

        Args:
            request: HTTP request, whose URL has `f` (identifier of a record, then "~" and that of
                the location chosen, if any; repeated), `q` (the
                need), `lieu` (the place) and `besoin` (a need of the thesaurus), all optional.
            searcher: search engine in use, which has the records of the catalogue.
            limit: records to keep, at most.
            credits: code of a source of locations -> who published it; None for the codes.

        Returns:
            The short-list, of at most `limit` records; it is empty when the URL names none that
            exists.
        """
        parameters = request.query_params
        identifiers = list(dict.fromkeys(parameters.getlist("f")))[:MAX_READ]
        pairs = [name.partition(CHOSEN) for name in identifiers]
        known = [(name, at) for name, _, at in pairs if name in searcher.retriever.rows]
        records = [searcher.retriever.record(name) for name, _ in known]
        return cls(
            records=records[:limit],
            chosen=[at for _, at in known[:limit]],
            unknown=len(identifiers) - len(records),
            beyond=max(len(records) - limit, 0),
            query=_cleaned(parameters.get("q", "")),
            place=parameters.get("lieu", "")[:MAX_PLACE_CHARS],
            need=parameters.get(NEED, "")[:MAX_NEED_CHARS],
            credits=credits or {},
        )

    @property
    def identifiers(self) -> list[str]:
        """Return the identifiers of the records of the short-list, in order."""
        return [record.id for record in self.records]

    @property
    def choices(self) -> list[str]:
        """Return what URLs say of the records in order: identifiers, with the location chosen."""
        return [
            choice_of(record.id, at) for record, at in zip(self.records, self.chosen, strict=True)
        ]

    @property
    def status(self) -> int:
        """Return the HTTP status of a page about these records.

        404 when its URL names records and none of them exists, else 200.
        """
        return 404 if self.unknown and not self.records else 200

    @property
    def back(self) -> str:
        """Return the URL of the results in which the records were chosen.

        Without a query, it is the URL of the empty search form for helpers.
        """
        parameters = {"q": self.query} if self.query else {}
        if self.query and self.place:
            parameters["lieu"] = self.place
        return to(PATH) + ("?" + urlencode(parameters) if parameters else "")

    def facts(self, searcher: Searcher, max_chars: int) -> list[Facts]:
        """Return short texts about each record, and where the person would go for it.

        searcher: recognizes the place and finds the nearest locations; max_chars: most characters
        of each text that may be long. There is no distance when the place is unknown.
        """
        return [facts_of(record, max_chars, visit) for record, visit in self.visits(searcher)]

    def visits(self, searcher: Searcher) -> Iterator[tuple[AnyRecord, Visit]]:
        """Yield each record with its nearest location, or the distance of its own address.

        searcher: recognizes the place of the person, and finds the nearest locations.
        """
        retriever, moment = searcher.retriever, datetime.now(UTC)
        place = retriever.place_named(self.place)
        nearest = retriever.whole.nearest(place, {self.need: 1.0} if self.need else None)
        for record, at in zip(self.records, self.chosen, strict=True):
            row = retriever.rows[record.id]
            near = _chosen(retriever, record, at, place) or retriever.nearby(nearest.of(row, 1))
            if near:
                card = location_card(retriever, near[0], moment, place)
                source = near[0].location.source
                credit = self.credits.get(source, source)
                yield record, Visit(location=card, near=near[0], credit=credit)
            else:
                km = _km(record, place)
                words = record_situation(record, km, retriever.precision(row), place)
                yield record, Visit(km, words)

    def sheet(self, searcher: Searcher) -> list[Facts]:
        """Return texts about each record, the longest with which all fit one A4 page together.

        searcher: recognizes the place of the person, for the distances. When not even the shortest
        texts fit, they are returned.
        """
        visits = list(self.visits(searcher))
        entries: list[Facts] = []
        for optional, needed in limits():
            entries = [facts_of(record, optional, visit, needed) for record, visit in visits]
            if fits_one_page(entries):
                break
        return entries


def choice_of(record: str, location: str = "") -> str:
    """Return how the URL of a short-list names a record: with the location chosen, if any."""
    return f"{record}{CHOSEN}{location}" if location else record


def _chosen(
    retriever: Retriever, record: AnyRecord, location: str, place: Place | None
) -> tuple[NearbyPlace, ...]:
    """Return the location of a record that was chosen; none when it is not one of its own."""
    row = retriever.locations.row_of(location) if location else None
    if row is None or record.id not in retriever.locations[row].networks:
        return ()
    return (distant(retriever.location(location), place),)


def address(
    path: str, identifiers: Sequence[str], query: str = "", place: str = "", need: str = ""
) -> str:
    """Return the URL of a page for helpers about the records that they chose.

    Args:
        path: last part of its path: "comparer", "fiche" (printable sheet) or "selection" (list).
        identifiers: identifiers of the records; maybe none, and the browser then appends them.
        query: the need that was searched, as typed, or empty.
        place: where the person lives, as typed, or empty.
        need: identifier of the need recognized in the query, or empty.

    Returns:
        The URL without the host, of the page in the language of the current one.
    """
    fields = [("f", identifier) for identifier in identifiers]
    fields += [
        (name, value) for name, value in (("q", query), ("lieu", place), (NEED, need)) if value
    ]
    return to(f"{PATH}/{path}" + (f"?{urlencode(fields)}" if fields else ""))


def _cleaned(text: str) -> str:
    try:
        return clean(text)
    except InvalidQuery:
        return ""


def _km(record: AnyRecord, place: Place | None) -> float | None:
    """Return the distance of a record in kilometres; None when unknown or out of reach."""
    point = None if place is None or place.is_area else place.point
    if point is None or record.latitude is None or record.longitude is None:
        return None
    km = distance_km(point, Point(record.latitude, record.longitude))
    return km if km <= WIDER_RADII_KM[-1] else None
