"""From a query to ranked, explained hits, over the small catalogue."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index.arrays import Matrix
from index.artefact import manifest, versions
from index.errors import ArtefactMismatch, InvalidQuery, UnknownRecord
from index.indexing.build import build
from index.ordering.fusion import Channel
from index.places.models import Place, Point
from index.places.proximity import Widened, Widening
from index.records.passages import Kind
from index.search.likelihood import MAYBE_SHOWN, Certainty, Closeness, Likelihoods
from index.search.query import Query
from index.search.results import Mode
from index.search.searcher import Searcher
from index.text.synonyms import Synonyms
from tests.conftest import make_actor, make_thesaurus
from tests.hash_encoder import HashEncoder
from tests.searchers import make_searcher
from tests.towns import GAZETTEER

LILLE, MARSEILLE, LENS = Point(50.63, 3.06), Point(43.3, 5.4), Point(50.43, 2.83)


def found(searcher: Searcher, text: str, **options: object) -> list[str]:
    """The ids of the hits of a query."""
    return [hit.record.id for hit in searcher.search(Query(text, **options)).hits]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("need", "expected"),
    [
        ("réparer un smartphone", "atelier-phenix"),
        ("réparé un smartfone", "atelier-phenix"),
        ("abonnement internet", "reseau-libre"),
        ("apprendre à se servir d'un ordinateur", "clic-pour-tous"),
        ("logiciels libres pour association", "logiciels-communs"),
        ("Réseau Libre", "reseau-libre"),
    ],
)
def test_should_put_the_record_that_answers_first(
    searcher: Searcher, need: str, expected: str
) -> None:
    assert found(searcher, need)[0] == expected


def test_a_record_should_be_told_how_alike_it_is_to_the_first_ones(tmp_path: Path) -> None:
    texts = {
        "atelier": "Réparation de vélos, de trottinettes et de poussettes à l'atelier du port.",
        "pareil": "Une trottinette, une poussette : atelier du port.",
        "autre": "Une chanson, une partition : chorale du bourg.",
    }
    records = [make_actor(id=each, nom=each, description=text) for each, text in texts.items()]
    build(records, HashEncoder(), "hash", tmp_path)
    searcher = make_searcher(manifest.read(tmp_path / versions.CURRENT), HashEncoder())
    understood = searcher.retriever.understand(Query("réparation de vélos"))
    scored = searcher.retriever.score(understood, searcher.retriever.encode(understood.text))
    alike = scored.records[Channel.LIKENESS]
    assert alike[0] == alike.max()
    assert alike[1] > alike[2]


def test_should_explain_a_hit_with_its_sentence_and_the_words_found(searcher: Searcher) -> None:
    hit = searcher.search(Query("réparer des smartphones")).hits[0]
    marked = [text for text, is_marked in hit.reason.segments if is_marked]
    assert hit.reason.text == "Réparation de smartphones"
    assert marked == ["Réparation", "smartphones"]
    assert "".join(text for text, _ in hit.reason.segments) == hit.reason.text


def test_signals_should_add_up_to_the_score_within_their_ceilings(searcher: Searcher) -> None:
    for hit in searcher.search(Query("ordinateur pas cher à Lille")).hits:
        assert sum(signal.share for signal in hit.signals) == pytest.approx(hit.score, abs=1e-6)
        assert all(0 <= signal.share <= signal.ceiling + 1e-6 for signal in hit.signals)
        assert sum(signal.ceiling for signal in hit.signals) == pytest.approx(1)


def test_should_say_how_words_were_mended_and_search_them_as_typed_on_demand(
    searcher: Searcher,
) -> None:
    mended = searcher.search(Query("smartfone"))
    exact = searcher.search(Query("smartfone", exact=True))
    assert mended.correction is not None
    assert mended.correction.changes == (("smartfone", "smartphone"),)
    assert exact.correction is None


@pytest.mark.parametrize("need", ["asdkjh", "xzvq rtplm", "خخخ"])
def test_should_say_when_nothing_answers(searcher: Searcher, need: str) -> None:
    result = searcher.search(Query(need, exact=True))
    assert result.hits == ()
    assert result.total == 0


def test_a_filter_should_keep_only_the_records_that_pass_it(searcher: Searcher) -> None:
    everything = found(searcher, "ordinateur smartphone internet")
    free = found(searcher, "ordinateur smartphone internet", filters={"frais": ("gratuit",)})
    assert "clic-pour-tous" in free
    assert set(free) < set(everything)


def test_counts_should_not_change_when_their_own_field_is_filtered(searcher: Searcher) -> None:
    need = "ordinateur smartphone internet"
    before = {each.field: each for each in searcher.search(Query(need)).facets}
    filtered = Query(need, {"familles": ("economie-circulaire",)})
    after = {each.field: each for each in searcher.search(filtered).facets}
    counts = {value.code: value.count for value in before["familles"].values}
    assert counts == {value.code: value.count for value in after["familles"].values}
    assert [value.code for value in after["familles"].values if value.selected] == [
        "economie-circulaire"
    ]


def test_near_a_place_should_keep_local_and_national_records(searcher: Searcher) -> None:
    result = searcher.search(Query("ordinateur smartphone internet", near=LILLE))
    distances = {hit.record.id: hit.distance_km for hit in result.hits}
    assert "reseau-libre" not in distances
    assert distances["atelier-phenix"] == pytest.approx(0.6, abs=0.5)
    assert distances["clic-pour-tous"] is None
    assert result.widened is None


def test_the_radius_should_widen_until_somebody_local_answers(searcher: Searcher) -> None:
    result = searcher.search(Query("réparer un smartphone", near=LENS, radius_km=10))
    assert result.hits[0].record.id == "atelier-phenix"
    assert result.widened == Widened(Widening.RADIUS, Place.at(LENS), 10, 50)


def test_far_from_everybody_only_national_records_should_remain(searcher: Searcher) -> None:
    hits = searcher.search(Query("ordinateur", near=MARSEILLE)).hits
    assert {hit.record.id for hit in hits} <= {"clic-pour-tous", "logiciels-communs"}


def test_pages_should_follow_one_another_without_gap_nor_repeat(searcher: Searcher) -> None:
    need = "ordinateur smartphone internet"
    everything = found(searcher, need)
    pages = [found(searcher, need, page=page, size=1) for page in range(1, len(everything) + 2)]
    assert [each for page in pages for each in page] == everything
    assert pages[-1] == []


def test_without_an_encoder_words_should_answer_and_the_mode_say_so(small_home: Path) -> None:
    lexical = make_searcher(manifest.read(small_home / versions.CURRENT), None)
    result = lexical.search(Query("réparer un smartphone"))
    assert result.mode is Mode.LEXICAL
    assert result.hits[0].record.id == "atelier-phenix"
    assert {signal.name for signal in result.hits[0].signals} == {"mots", "orthographe"}


class SlowEncoder(HashEncoder):
    """An encoder that is late."""

    def encode_queries(self, texts: Sequence[str]) -> Matrix:
        time.sleep(0.3)
        return super().encode_queries(texts)


def test_a_late_encoder_should_not_be_waited_for(small_home: Path) -> None:
    opened = manifest.read(small_home / versions.CURRENT)
    result = make_searcher(opened, SlowEncoder(), encode_limit_s=0.02).search(Query("smartphone"))
    assert result.mode is Mode.LEXICAL
    assert result.hits[0].record.id == "atelier-phenix"


def test_the_vectors_of_another_encoder_should_be_refused(small_home: Path) -> None:
    opened = manifest.read(small_home / versions.CURRENT)
    with pytest.raises(ArtefactMismatch, match="autre encodeur"):
        make_searcher(opened, HashEncoder(salt="autre"))


def test_an_unknown_record_or_filter_should_be_named(searcher: Searcher) -> None:
    with pytest.raises(UnknownRecord, match="nulle-part"):
        searcher.retriever.record("nulle-part")
    with pytest.raises(InvalidQuery, match="familles, type"):
        searcher.search(Query("ordinateur", {"couleur": ("bleu",)}))


def test_the_same_query_should_get_the_same_answer(searcher: Searcher) -> None:
    first, second = (searcher.search(Query("ordinateur")) for _ in range(2))
    assert [hit.score for hit in first.hits] == [hit.score for hit in second.hits]
    assert [hit.record.id for hit in first.hits] == [hit.record.id for hit in second.hits]


def test_every_stage_should_be_timed(searcher: Searcher) -> None:
    timings = searcher.search(Query("ordinateur")).timings
    assert list(timings) == ["comprendre", "encoder", "chercher", "trier", "expliquer"]
    assert all(value >= 0 for value in timings.values())


def test_the_signals_of_a_result_should_add_up_to_its_score(searcher: Searcher) -> None:
    for hit in searcher.search(Query("ordinateur smartphone internet", near=LILLE)).hits:
        assert sum(signal.share for signal in hit.signals) == pytest.approx(hit.score, abs=1e-6)


def test_near_a_place_counts_should_be_what_their_filter_gives(searcher: Searcher) -> None:
    need = "ordinateur smartphone internet"
    for facet in searcher.search(Query(need, near=LENS)).facets:
        for value in facet.values:
            filtered = Query(need, {facet.field: (value.code,)}, near=LENS)
            assert searcher.search(filtered).total == value.count


def test_a_single_record_should_answer_the_needs_it_names(tmp_path: Path) -> None:
    alone = make_actor(description="Un atelier qui répare les ordinateurs des habitants.")
    build([alone], HashEncoder(), "hash", tmp_path)
    opened = manifest.read(tmp_path / versions.CURRENT)
    assert found(make_searcher(opened, HashEncoder()), "réparer mon ordinateur") == [alone.id]


@pytest.fixture(scope="module")
def places(small_home: Path) -> Searcher:
    """A searcher by words that knows places and synonyms."""
    opened = manifest.read(small_home / versions.CURRENT)
    synonyms = Synonyms({"bidule": ["smartphone"], "box": ["internet"]})
    return make_searcher(opened, None, gazetteer=GAZETTEER, synonyms=synonyms)


def test_the_place_that_a_need_names_should_be_searched_around(places: Searcher) -> None:
    result = places.search(Query("ordinateur smartphone internet à Lille"))
    distances = {hit.record.id: hit.distance_km for hit in result.hits}
    assert result.understood.place is not None
    assert result.understood.place.nom == "Lille (59)"
    assert set(distances) == {"atelier-phenix", "clic-pour-tous"}
    assert distances["atelier-phenix"] == pytest.approx(0.6, abs=0.1)


def test_a_place_named_apart_should_answer_as_the_same_place_in_the_need(places: Searcher) -> None:
    named, apart = (
        places.search(query)
        for query in (Query("smartphone à Lille"), Query("smartphone", place="Lille"))
    )
    assert [hit.record.id for hit in named.hits] == [hit.record.id for hit in apart.hits]
    assert named.understood.place == apart.understood.place


def test_anywhere_should_search_the_whole_catalogue(places: Searcher) -> None:
    result = places.search(Query("ordinateur smartphone internet à Lille", anywhere=True))
    assert result.understood.place is None
    assert "reseau-libre" in [hit.record.id for hit in result.hits]
    assert {hit.distance_km for hit in result.hits} == {None}


def test_a_place_that_is_unknown_should_be_told_and_not_searched(places: Searcher) -> None:
    result = places.search(Query("ordinateur smartphone internet", place="xyzzyx"))
    assert (result.understood.place, result.understood.unknown_place) == (None, "xyzzyx")
    assert result.total == 3


def test_in_a_region_should_come_its_own_records_and_national_ones(places: Searcher) -> None:
    result = places.search(Query("ordinateur smartphone internet", place="Auvergne-Rhône-Alpes"))
    assert [hit.record.id for hit in result.hits] == ["reseau-libre", "clic-pour-tous"]


def test_a_synonym_should_find_the_record_and_be_marked(places: Searcher) -> None:
    hit = places.search(Query("bidule")).hits[0]
    assert hit.record.id == "atelier-phenix"
    assert [text for text, marked in hit.reason.segments if marked] == ["smartphones"]


def test_a_word_of_the_synonyms_should_not_be_mended(places: Searcher, searcher: Searcher) -> None:
    assert places.search(Query("bidule")).correction is None
    assert not searcher.search(Query("bidule")).hits


def test_the_answer_without_places_should_be_nowhere(searcher: Searcher) -> None:
    assert searcher.search(Query("smartphone à Lille")).understood.place is None


DESK: dict[str, Any] = {
    "nom": "Espace Mosaïque",
    "description": "Un espace qui répare des imprimantes et des scanners.",
    "adresse": "30 rue Cabanis",
    "commune": "Lille",
    "code_insee": "59350",
}


@pytest.fixture(scope="module")
def grouped(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    """A searcher over one place told by two sources, and another place."""
    home = tmp_path_factory.mktemp("grouped")
    records = [
        make_actor(id="un", source="un", frais="gratuit", **DESK),
        make_actor(id="deux", source="deux", frais="payant", **DESK),
        make_actor(id="autre", nom="Imprimerie", description="Elle répare des imprimantes."),
    ]
    build(records, HashEncoder(), "hash", home)
    return make_searcher(manifest.read(home / versions.CURRENT), None)


def test_records_that_are_likely_one_should_be_shown_once_with_the_other_beside(
    grouped: Searcher,
) -> None:
    result = grouped.search(Query("réparer une imprimante"))
    beside = {hit.record.id: [each.id for each in hit.duplicates] for hit in result.hits}
    assert beside == {"un": ["deux"], "autre": []}
    assert result.total == 2


def test_the_one_that_passes_the_filter_should_be_shown(grouped: Searcher) -> None:
    result = grouped.search(Query("réparer une imprimante", {"frais": ("payant",)}))
    assert [hit.record.id for hit in result.hits] == ["deux"]
    assert [each.id for each in result.hits[0].duplicates] == ["un"]


def test_records_that_are_likely_one_should_be_counted_once(grouped: Searcher) -> None:
    facets = {each.field: each for each in grouped.search(Query("réparer une imprimante")).facets}
    assert {value.code: value.count for value in facets["type"].values} == {"structure": 2}


def test_every_record_of_a_group_should_keep_its_sheet(grouped: Searcher) -> None:
    assert [grouped.retriever.record(each).source for each in ("un", "deux")] == ["un", "deux"]


ANYTHING = "ordinateur smartphone internet fibre associations bénévoles"


@pytest.fixture
def doubtful(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make every search unsure of what it finds."""
    monkeypatch.setattr(Likelihoods, "certainty", Certainty.MAYBE)
    monkeypatch.setattr(Likelihoods, "anything", 0.0)


@pytest.mark.usefixtures("doubtful")
def test_in_doubt_three_records_at_most_should_be_shown_as_a_perhaps(searcher: Searcher) -> None:
    result = searcher.search(Query(ANYTHING))
    assert result.total == len(result.hits) == MAYBE_SHOWN
    assert {hit.closeness for hit in result.hits} == {Closeness.MAYBE}
    assert result.is_doubtful


def test_the_service_that_serves_the_need_should_explain_and_no_sentence_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    services = {
        "Formation des professionnels": "Des sessions pour les équipes.",
        "Imprimer un dossier": "Des imprimantes en libre accès.",
    }
    actor = make_actor(
        description=" ".join(["La plupart des salariés vivent avec un handicap."] * 8),
        services=[{"nom": name, "description": text} for name, text in services.items()],
        besoins=["imprimer"],
    )
    needs = make_thesaurus(imprimer="Imprimer un dossier", laver="Laver du linge")
    build([actor], HashEncoder(), "hash", tmp_path, thesaurus=needs)
    monkeypatch.setattr(Likelihoods, "certainty", Certainty.SURE)
    searcher = make_searcher(manifest.read(tmp_path / versions.CURRENT), HashEncoder())
    reason = searcher.search(Query("imprimer un dossier")).hits[0].reason
    assert reason.text == "Imprimer un dossier. Des imprimantes en libre accès."
    assert reason.kind is Kind.SERVICE


@pytest.mark.parametrize(
    ("service", "closeness"),
    [
        ("Réparation de vélos. Des bénévoles les réparent.", Closeness.ANSWERS),
        ("Réparation de vélos. Selon le lieu, des bénévoles les réparent.", Closeness.NEAR),
    ],
)
def test_what_some_places_do_should_not_be_said_to_answer(
    service: str, closeness: Closeness, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, _, description = service.partition(". ")
    actor = make_actor(services=[{"nom": name, "description": description}])
    build([actor], HashEncoder(), "hash", tmp_path)
    monkeypatch.setattr(Likelihoods, "certainty", Certainty.SURE)
    monkeypatch.setattr(Likelihoods, "records", np.ones(1, dtype=np.float32))
    searcher = make_searcher(manifest.read(tmp_path / versions.CURRENT), HashEncoder())
    hit = searcher.search(Query("réparation de vélos")).hits[0]
    assert (hit.reason.text, hit.closeness) == (service, closeness)


@pytest.mark.usefixtures("doubtful")
def test_in_doubt_filters_should_choose_among_what_is_shown(searcher: Searcher) -> None:
    whole = searcher.search(Query(ANYTHING))
    (prices,) = [facet for facet in whole.facets if facet.field == "frais"]
    free = next(value for value in prices.values if value.code == "gratuit")
    kept = searcher.search(Query(ANYTHING, filters={"frais": ("gratuit",)}))
    assert kept.total == free.count
    assert {hit.record.id for hit in kept.hits} <= {hit.record.id for hit in whole.hits}


@pytest.mark.usefixtures("doubtful")
def test_in_doubt_a_record_that_does_not_serve_the_place_should_not_be_shown(
    searcher: Searcher,
) -> None:
    shown = searcher.search(Query("atelier de smartphones", near=MARSEILLE))
    assert "atelier-phenix" not in [hit.record.id for hit in shown.hits]


def test_a_search_without_any_result_should_be_sure_of_nothing(searcher: Searcher) -> None:
    assert searcher.search(Query("asdkjh")).certainty is Certainty.NOTHING
    assert searcher.search(Query(ANYTHING)).certainty is Certainty.SURE
