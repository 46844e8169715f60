"""Judged needs, each typed by a person who is at a place, to measure searches near that place.

A folder in BEIR form holds them (`data/evaluation/locaux`): `queries.jsonl`, whose metadata name
the place, and `qrels.tsv`, the grades of records. A record with locations was judged by
those nearest to the place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from index.errors import EvaluationError
from index.evaluation.local_searches import LocalSearch
from index.evaluation.metrics import (
    CUTOFF,
    JudgedNeeds,
    Run,
    json_lines,
    mean,
    ndcg,
    read_needs,
)
from index.search.query import Query
from index.search.searcher import Searcher

QUERIES = "queries.jsonl"


@dataclass(frozen=True)
class LocalNeeds:
    """Judged needs, each with the place of the person who typed it.

    judged: texts and grades; searches: query id -> its text and its place, its theme, and the needs
    of the thesaurus of which a place shown must serve at least one (empty when no place is
    expected).
    """

    judged: JudgedNeeds
    searches: Mapping[str, LocalSearch]

    @property
    def expecting_door(self) -> tuple[LocalSearch, ...]:
        """Searches that should show a place near the person that serves the need."""
        return tuple(search for search in self.searches.values() if search.besoins)

    def ndcg(self, run: Run) -> float:
        """Return the mean nDCG@10 of some rankings over all the needs, in [0, 1]; 1 is best.

        run: query id -> record ids, best first; a need without ranking counts 0.
        """
        return mean(ndcg, self.judged.qrels, run, tuple(self.searches))


def read_local_needs(folder: Path) -> LocalNeeds:
    """Read judged needs, each with the place of the person who typed it.

    Args:
        folder: in BEIR form; the metadata of a query hold the texts `lieu` (place) and `theme`, and
            `besoins`, a list of identifiers of needs of the thesaurus.

    Returns:
        The needs, in the order of the file.

    Raises:
        EvaluationError: when a file is absent or wrong, or a query has no place.
    """
    judged = read_needs(folder)
    searches: dict[str, LocalSearch] = {}
    for row in json_lines(folder / QUERIES):
        fields = row.get("metadata") or {}
        place = fields.get("lieu")
        if not isinstance(place, str) or not place.strip():
            raise EvaluationError(f"{QUERIES} : le besoin « {row['_id']} » n'a pas de lieu.")
        needs = frozenset(fields.get("besoins") or ())
        searches[row["_id"]] = LocalSearch(fields.get("theme", ""), needs, row["text"], place)
    return LocalNeeds(judged, searches)


def rank(needs: LocalNeeds, searcher: Searcher, with_place: bool = True) -> Run:
    """Return the first ten records of the search as served, for each need.

    Args:
        needs: the needs to search, each with its place.
        searcher: searches the index to measure.
        with_place: True to search near the place of each need; False to search the text alone.

    Returns:
        Query id -> ids of the records, best first.
    """
    run = {}
    for query, search in needs.searches.items():
        place = search.lieu if with_place else ""
        hits = searcher.search(Query(search.texte, place=place, size=CUTOFF)).hits
        run[query] = [hit.record.id for hit in hits]
    return run
