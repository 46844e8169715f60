"""Retriever: what search, matching and skills share over one artefact."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from index.artefact import manifest, versions
from index.errors import EncoderUnavailable, UnknownRecord
from index.indexing.build import build
from index.records.passages import Kind
from index.search.query import Query
from index.search.results import Mode
from index.search.retriever import Retriever
from index.search.searcher import Searcher
from tests.conftest import make_actor
from tests.hash_encoder import HashEncoder
from tests.searchers import make_retriever


@pytest.fixture
def lexical(small_home: Path) -> Retriever:
    """A retriever without an encoder."""
    return make_retriever(manifest.read(small_home / versions.CURRENT), None)


def test_a_record_should_be_read_by_its_identifier(searcher: Searcher) -> None:
    retriever = searcher.retriever
    assert retriever.record("atelier-phenix").id == "atelier-phenix"
    with pytest.raises(UnknownRecord):
        retriever.record("disparu")


def test_passages_should_be_those_of_the_record(searcher: Searcher) -> None:
    retriever = searcher.retriever
    rows = {retriever.content.passages[place].row for place in retriever.passages_of(1)}
    assert rows == {1}


def test_without_an_encoder_no_vector_should_be_given(lexical: Retriever) -> None:
    assert lexical.mode is Mode.LEXICAL
    assert lexical.encode("ordinateur") is None
    with pytest.raises(EncoderUnavailable):
        lexical.vector("ordinateur")


def test_a_vector_should_have_the_norm_of_one(searcher: Searcher) -> None:
    assert np.linalg.norm(searcher.retriever.vector("ordinateur")) == pytest.approx(1)


def test_the_calibration_should_not_conform_to_another_encoder(
    searcher: Searcher, lexical: Retriever
) -> None:
    assert not searcher.retriever.conformity
    assert lexical.conformity


def test_a_record_without_hours_should_have_no_opening(searcher: Searcher) -> None:
    moment = datetime(2026, 11, 27, 10, tzinfo=UTC)
    assert searcher.retriever.opening("reseau-libre", moment) is None


def test_the_reason_of_a_brief_record_should_be_what_it_is(tmp_path: Path) -> None:
    velo = make_actor(
        id="velo",
        nom="Vélo partagé",
        description="Des cyclistes bénévoles. Ils réparent des vélos.",
        publics=["seniors"],
    )
    build([velo], HashEncoder(), "hash", tmp_path)
    retriever = make_retriever(manifest.read(tmp_path / versions.CURRENT), HashEncoder())
    understood = retriever.understand(Query("réparer un vélo"))
    (reason,) = retriever.reasons([0], understood, retriever.score(understood, None))
    assert (reason.kind, reason.text) == (Kind.PURPOSE, "Ils réparent des vélos.")


def test_a_description_without_a_word_of_the_need_should_say_what_the_record_is(
    tmp_path: Path,
) -> None:
    first = "Une entreprise d'insertion de Paris qui remet en état du matériel de bureau."
    rest = " ".join(["La plupart des salariés vivent avec un handicap."] * 8)
    build([make_actor(description=f"{first} {rest}")], HashEncoder(), "hash", tmp_path)
    retriever = make_retriever(manifest.read(tmp_path / versions.CURRENT), HashEncoder())
    understood = retriever.understand(Query("imprimer un dossier"))
    scored = retriever.score(understood, retriever.encode(understood.text))
    assert retriever.reasons([0], understood, scored)[0].text == first


def test_the_reason_should_be_a_sentence_of_the_record(searcher: Searcher) -> None:
    retriever = searcher.retriever
    understood = retriever.understand(Query("réparer un smartphone"))
    scored = retriever.score(understood, None)
    row = retriever.rows["atelier-phenix"]
    texts = " ".join(retriever.content.passages[at].text for at in retriever.passages_of(row))
    assert retriever.reasons([row], understood, scored)[0].text in texts


def test_the_commune_of_an_address_should_be_that_of_its_code_and_name(
    located_searcher: Searcher, searcher: Searcher
) -> None:
    lille = located_searcher.retriever.commune_of("59000", "lille")
    assert lille is not None
    assert (lille.nom, lille.insee) == ("Lille", "59350")
    assert located_searcher.retriever.commune_of("59000", "Lyon") is None
    assert searcher.retriever.commune_of("59000", "Lille") is None
