"""Tests of what the map shows of results: their pins, their groups, the links between the two."""

from __future__ import annotations

from collections.abc import Sequence

from index.locations.models import Precision
from index.taxonomy.thesaurus import Thesaurus
from service.map.addresses import MapAddress
from service.map.drawing import Atlas
from service.map.map_view import ResultsView
from service.map.results import MapResult
from service.map.views import frame_view
from tests.conftest import DATA, make_actor

THESAURUS = Thesaurus.read(DATA / "needs.jsonl")


def _result(rank: int, latitude: float, precision: Precision | None = None) -> MapResult:
    record = make_actor(id=f"r{rank}", latitude=latitude, longitude=5.0, commune="Milieu")
    return MapResult(rank, record, precision=precision)


def _view(
    atlas: Atlas, results: Sequence[MapResult], *, km: float = 0, alone: bool = False
) -> ResultsView:
    box = atlas.outlines.around(5, 5, km) if km else None
    return ResultsView(
        atlas=atlas,
        address=MapAddress("/carte?q=a"),
        default_view=frame_view(atlas.outlines, box),
        results=results,
        thesaurus=THESAURUS,
        is_alone=alone,
    )


def test_a_result_known_by_its_town_should_have_a_pin_only_from_far(atlas: Atlas) -> None:
    results = [_result(1, 5), _result(2, 5.001, Precision.COMMUNE)]
    close, wide = _view(atlas, results, km=10), _view(atlas, results)
    assert {name: [each.rank for each in members] for name, members in close.groups.items()} == {
        "seen": [1],
        "vague": [2],
    }
    assert dict(close.pin_ranks) == {1: 1}
    assert list(wide.groups) == ["seen"]
    assert dict(wide.pin_ranks) == {1: 1, 2: 1}
    assert [each.rank for each in wide.addressed] == [1]


def test_a_result_out_of_the_view_should_be_listed_so(atlas: Atlas) -> None:
    results = [_result(1, 5), _result(2, 8, Precision.COMMUNE), _result(3, 60)]
    groups = _view(atlas, results, km=10).groups
    assert {name: [each.rank for each in members] for name, members in groups.items()} == {
        "seen": [1],
        "unseen": [2],
        "away": [3],
    }


def test_a_pin_should_lead_to_its_row_to_its_list_or_to_the_record_alone(atlas: Atlas) -> None:
    results = [_result(1, 2), _result(2, 2), _result(3, 8)]
    view = _view(atlas, results)
    assert [view.pin_address(pin) for pin in view.drawing.pins] == ["#groupe-1", "#resultat-3"]
    single = _view(atlas, results[:1], alone=True)
    (pin,) = single.drawing.pins
    assert single.pin_address(pin) == "/fiches/r1"


def test_only_results_apart_should_have_a_closer_view(atlas: Atlas) -> None:
    same = _view(atlas, [_result(1, 5), _result(2, 5)])
    assert same.closer_to(same.drawing.pins[0]) == ""
    apart = _view(atlas, [_result(1, 5), _result(2, 5.1)])
    assert "vue=5.000%2C5.000%2C17" in apart.closer_to(apart.drawing.pins[0])


def test_a_record_alone_without_an_address_should_have_a_vague_pin(atlas: Atlas) -> None:
    alone = _view(atlas, [_result(1, 5, Precision.COMMUNE)], km=15, alone=True)
    assert alone.has_vague_pins
    assert list(alone.groups) == ["seen"]
    assert not _view(atlas, [_result(1, 5)], km=15, alone=True).has_vague_pins


def test_the_whole_country_should_have_no_closer_view(atlas: Atlas) -> None:
    whole = _view(atlas, [])
    assert whole.is_whole
    assert (whole.closer, whole.farther) == ("", "")
    near = _view(atlas, [], km=20)
    assert near.closer.endswith("10.0")
    assert near.farther.endswith("40.0")
