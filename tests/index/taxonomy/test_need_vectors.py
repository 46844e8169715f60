"""Needs: a query near a need of the thesaurus is near the records that serve it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.artefact import manifest, versions
from index.indexing.build import build
from index.ordering.fusion import Channel
from index.search.query import Query
from index.search.searcher import Searcher
from index.taxonomy.need_vectors import NeedVectors, ServedNeeds, texts_of
from index.taxonomy.thesaurus import Thesaurus
from tests.conftest import make_actor, make_thesaurus
from tests.hash_encoder import HashEncoder
from tests.searchers import make_searcher

THESAURUS = make_thesaurus(reparer="réparer un vélo", apprendre="apprendre à coder")


def test_a_need_should_be_said_by_its_label_its_sentence_and_its_phrasings() -> None:
    texts = [text.text for text in texts_of(THESAURUS) if text.row == 1]
    assert texts[:3] == [
        "apprendre à coder",
        "apprendre à coder. apprendre à coder, en détail.",
        "apprendre à coder 0",
    ]
    assert len(texts) == len(set(texts)) == 10


def test_a_need_should_be_as_near_as_what_says_it_best() -> None:
    texts = texts_of(THESAURUS)
    encoder = HashEncoder()
    vectors = encoder.encode_passages([text.text for text in texts])
    needs = NeedVectors(tuple(THESAURUS.needs), tuple(texts), vectors)
    near = needs.nearness(encoder.encode_queries(["apprendre à coder 3"])).needs
    assert near.shape == (2,)
    assert near.argmax() == 1
    assert near.sum() == pytest.approx(1)
    assert near.min() >= 0


def test_a_need_should_be_named_by_its_label_and_its_description() -> None:
    texts = texts_of(THESAURUS)
    vectors = HashEncoder().encode_passages([text.text for text in texts])
    needs = NeedVectors(tuple(THESAURUS.needs), tuple(texts), vectors)
    named = HashEncoder().encode_passages(
        ["apprendre à coder", "apprendre à coder. apprendre à coder, en détail."]
    )
    np.testing.assert_array_equal(needs.named("apprendre"), named)


@pytest.mark.parametrize(("text", "side"), [("apprendre à coder", 1), ("recette de cuisine", -1)])
def test_a_request_should_be_distinguished_from_what_no_need_covers(
    text: str, side: int, tmp_path: Path
) -> None:
    encoder = HashEncoder()
    thesaurus = Thesaurus(THESAURUS.themes, THESAURUS.needs, ("plombier", "recette de cuisine"))
    build([make_actor()], encoder, "hash", tmp_path, thesaurus=thesaurus)
    needs = manifest.read(tmp_path / versions.CURRENT).content.needs
    assert needs.identifiers == tuple(THESAURUS.needs)
    assert needs.nearness(encoder.encode_queries([text])).margin * side > 0


def test_a_need_should_be_found_by_another_language_only_when_the_query_is_in_one() -> None:
    entry = THESAURUS.needs["apprendre"]
    abroad = entry.model_copy(update={"traductions": {"uk": ("вчитися програмувати",)}})
    thesaurus = Thesaurus(THESAURUS.themes, {**THESAURUS.needs, "apprendre": abroad}, ("plombier",))
    texts, encoder = texts_of(thesaurus), HashEncoder()
    assert texts[-1].text == "вчитися програмувати"
    vectors = encoder.encode_passages([text.text for text in texts])
    needs = NeedVectors(tuple(thesaurus.needs), tuple(texts), vectors)
    vector = encoder.encode_queries(["вчитися програмувати"])
    assert needs.nearness(vector, french=False).needs[1] > needs.nearness(vector).needs[1]


def test_without_out_of_scope_requests_there_should_be_no_margin() -> None:
    texts = texts_of(THESAURUS)
    vectors = HashEncoder().encode_passages([text.text for text in texts])
    needs = NeedVectors(tuple(THESAURUS.needs), tuple(texts), vectors)
    assert needs.nearness(HashEncoder().encode_queries(["vélo"])).margin == 0


@pytest.mark.parametrize(
    ("served", "expected"),
    [
        pytest.param([["a"], ["b"]], [0.2, 0.9], id="one need each"),
        pytest.param([["a", "b"], ["a"]], [1.1, 0.2], id="several needs"),
        pytest.param([[], ["b"], []], [0, 0.9, 0], id="records without a need"),
        pytest.param([["inconnu"], ["inconnu", "a"]], [0, 0.2], id="a need of no thesaurus"),
        pytest.param([], [], id="no record"),
    ],
)
def test_a_record_should_get_what_its_needs_take_of_the_query(
    served: list[list[str]], expected: list[float]
) -> None:
    scores = ServedNeeds.of(["a", "b"], served).scores(np.array([0.2, 0.9], dtype=np.float32))
    assert scores.tolist() == pytest.approx(expected)


@pytest.fixture
def searcher(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Searcher:
    """Two records that say nothing of the needs that they serve."""
    monkeypatch.setattr("index.indexing.text_parts._french_words", tuple)
    records = [
        make_actor(id="atelier", nom="La Roue", besoins=["reparer"]),
        make_actor(id="ecole", nom="Le Campus", besoins=["apprendre"]),
    ]
    encoder = HashEncoder()
    build(records, encoder, "hash", tmp_path, thesaurus=THESAURUS)
    return make_searcher(manifest.read(tmp_path / versions.CURRENT), encoder)


def test_a_record_should_be_found_by_the_phrasings_of_its_needs(searcher: Searcher) -> None:
    understood = searcher.retriever.understand(Query("apprendre à coder 5"))
    columns = searcher.retriever.score(
        understood, searcher.retriever.encode(understood.text)
    ).records
    assert columns[Channel.NEEDS].argmax() == 1


def test_without_a_vector_needs_and_likeness_should_stay_silent(searcher: Searcher) -> None:
    understood = searcher.retriever.understand(Query("apprendre à coder"))
    columns = searcher.retriever.score(understood, None).records
    assert {Channel.NEEDS, Channel.LIKENESS}.isdisjoint(columns)


def test_what_says_the_needs_should_be_read_back(tmp_path: Path) -> None:
    build([make_actor()], HashEncoder(), "hash", tmp_path, thesaurus=THESAURUS)
    needs = manifest.read(tmp_path / versions.CURRENT).content.needs
    assert needs.identifiers == ("reparer", "apprendre")
    assert [text.text for text in needs.texts] == [text.text for text in texts_of(THESAURUS)]
    assert needs.vectors.shape == (len(needs.texts), HashEncoder().dimension)


@pytest.mark.parametrize("french", [True, False])
def test_a_query_should_be_near_no_need_when_there_are_none(french: bool) -> None:
    vector = HashEncoder().encode_queries(["réparer un vélo"])
    cosines, margin = NeedVectors().cosines(vector, french)
    assert (cosines.shape, margin) == ((0,), 0.0)
