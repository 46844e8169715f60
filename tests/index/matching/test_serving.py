"""Records that serve a need: those that declare it first, all of them by pages."""

from __future__ import annotations

from index.matching.serving import serving_actors
from index.search.query import Query
from index.search.retriever import Retriever


def test_those_who_declare_a_need_should_come_before_those_who_likely_serve_it(
    retriever: Retriever,
) -> None:
    found = serving_actors(retriever, "internet", Query("Faire réparer un smartphone"))
    declared = [each.record.id for each in found.actors if each.declared]
    assert set(declared) == {"reseau-libre", "repare-tout"}
    assert [each.record.id for each in found.actors[: len(declared)]] == declared
    assert found.total == len(found.actors)
    assert found.total_exact


def test_a_place_should_keep_those_near_it_with_their_distance(retriever: Retriever) -> None:
    found = serving_actors(
        retriever, "reparer", Query("Faire réparer un smartphone", place="Lille")
    )
    first = found.actors[0]
    assert first.record.id == "atelier-phenix"
    assert first.distance_km is not None
    assert first.distance_km < 5
    assert "reseau-libre" not in [each.record.id for each in found.actors]


def test_a_page_should_hold_its_part_of_those_who_serve_a_need(retriever: Retriever) -> None:
    pages = [
        serving_actors(retriever, "internet", Query("internet", page=page, size=1))
        for page in (1, 2)
    ]
    ids = [page.actors[0].record.id for page in pages]
    assert len(set(ids)) == 2


def test_all_those_who_declare_a_need_should_be_listed_when_few_records_are_scored(
    candidates: Retriever,
) -> None:
    asked = [Query("internet", page=page, size=1) for page in (1, 2, 3, 4)]
    pages = [serving_actors(candidates, "internet", query) for query in asked]
    declaring = [each.record.id for page in pages for each in page.actors if each.declared]
    assert sorted(declaring) == ["repare-tout", "reseau-libre"]
    assert {page.total for page in pages} == {sum(len(page.actors) for page in pages)}
    assert not pages[0].total_exact


def test_those_who_declare_a_need_elsewhere_should_stay_out_of_a_place(
    candidates: Retriever,
) -> None:
    found = serving_actors(candidates, "internet", Query("internet", place="Lille", size=9))
    assert {each.record.id for each in found.actors if each.declared} == {"repare-tout"}


def test_filters_should_leave_out_those_who_declare_a_need_too(
    retriever: Retriever, candidates: Retriever
) -> None:
    for opened in (retriever, candidates):
        query = Query("internet", filters={"frais": ("payant",)}, size=9)
        found = serving_actors(opened, "internet", query)
        assert {each.record.id for each in found.actors if each.declared} == {"reseau-libre"}
        assert found.total == len(found.actors)
