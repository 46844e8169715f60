"""Which occupations are compared together, by their author, and by words in one gender."""

from __future__ import annotations

import pytest

from index.search.retriever import Retriever
from index.skills.compared import ComparedOccupations, OccupationWords
from index.taxonomy.occupation_vectors import OccupationVectors
from tests.conftest import make_occupation
from tests.index.skills.occupations import CODER, REPAIR, ROME, TEACHER

MENDER = make_occupation("reparateur", ("Réparer des smartphones",), nom="Réparateur")
SELL = make_occupation("vendeur", ("Tenir une caisse",), paroles=["j'ai vendu des habits"])
WORDS = OccupationWords((MENDER, SELL))


@pytest.fixture
def compared(retriever: Retriever) -> ComparedOccupations:
    return ComparedOccupations(retriever.content.occupations)


def test_ours_should_be_compared_among_themselves_when_asked_for_alone(
    compared: ComparedOccupations,
) -> None:
    assert compared.of(["orientess"]).occupations == (REPAIR, TEACHER, CODER)
    assert len(compared.words_of(["orientess"]).scores("souder")) == 3


@pytest.mark.parametrize("sources", [[], ["rome"], ["rome", "orientess"]])
def test_others_should_be_compared_with_all(
    compared: ComparedOccupations, sources: list[str]
) -> None:
    assert compared.of(sources).occupations[-1] == ROME
    assert len(compared.words_of(sources).scores("souder")) == 4


def test_what_is_prepared_should_be_there_before_a_profile_comes(
    compared: ComparedOccupations,
) -> None:
    compared.prepare()
    for occupations in (compared.own, compared.every):
        assert {"discriminant", "neighbours"} <= vars(occupations).keys()


def test_without_an_import_nothing_should_be_held_twice(compared: ComparedOccupations) -> None:
    alone = ComparedOccupations(compared.own)
    assert alone.own is alone.every
    assert alone.words_of([]) is alone.own_words


def test_an_index_without_occupations_should_be_prepared_too() -> None:
    nothing = ComparedOccupations(OccupationVectors())
    nothing.prepare()
    assert not nothing.of(["orientess"])


def test_the_occupation_that_has_the_words_should_score_higher() -> None:
    scores = WORDS.scores("réparation de smartphones")
    assert scores[0] > scores[1] == 0


def test_what_people_say_should_count() -> None:
    scores = WORDS.scores("vendre des habits")
    assert scores[1] > scores[0]


def test_both_genders_should_score_the_same() -> None:
    assert WORDS.scores("vendeuse").tolist() == WORDS.scores("vendeur").tolist()


def test_a_text_without_known_words_should_score_nothing() -> None:
    assert WORDS.scores("!?").tolist() == [0.0, 0.0]
