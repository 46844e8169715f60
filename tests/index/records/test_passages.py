"""Passages: the short texts of a record, each saying one thing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from index.records.models import AnyRecord
from index.records.passages import CHUNK_MAX_WORDS, Kind, chunks, passages_of, sentences

MakeActor = Callable[..., AnyRecord]


def texts_of(record: AnyRecord, kind: Kind) -> list[str]:
    """The passages of one kind."""
    return [passage.text for passage in passages_of(record, 0) if passage.kind is kind]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Un atelier. Il répare.", ["Un atelier.", "Il répare."]),
        ("Un prix ? Oui ! Et… Voilà", ["Un prix ?", "Oui !", "Et…", "Voilà"]),
        ("Né en 2002. 30 salariés.", ["Né en 2002.", "30 salariés."]),
        ("Elle dit. « Venez ».", ["Elle dit.", "« Venez »."]),
        ("La version 2.0 d'un site.fr existe.", ["La version 2.0 d'un site.fr existe."]),
        ("Il y a des cafés, etc. dans la ville.", ["Il y a des cafés, etc. dans la ville."]),
        ("Fini. Écoutez.", ["Fini.", "Écoutez."]),
        ("  ", []),
    ],
)
def test_a_text_should_be_cut_after_its_sentences(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_a_chunk_should_hold_whole_sentences_up_to_its_size() -> None:
    assert chunks("Un deux. Trois quatre. Cinq six.", max_words=4) == [
        "Un deux. Trois quatre.",
        "Cinq six.",
    ]


def test_a_sentence_longer_than_a_chunk_should_stay_whole() -> None:
    assert chunks("Un deux trois quatre. Cinq.", max_words=2) == ["Un deux trois quatre.", "Cinq."]


def test_a_brief_record_should_have_one_text(actor: MakeActor) -> None:
    passages = list(passages_of(actor(nom="Vélo", description="Une association de cyclistes."), 0))
    assert [(passage.kind, passage.text) for passage in passages] == [
        (Kind.WHOLE, "Vélo. Une association de cyclistes.")
    ]


def test_a_brief_record_should_keep_its_audience(actor: MakeActor) -> None:
    kinds = [passage.kind for passage in passages_of(actor(publics=["seniors"]), 0)]
    assert kinds == [Kind.PUBLIC, Kind.WHOLE]


@pytest.mark.parametrize(
    "more",
    [
        pytest.param({"description": "Un mot de trop. " + "mot " * CHUNK_MAX_WORDS}, id="long"),
        pytest.param({"services": [{"nom": "Atelier"}]}, id="services"),
        pytest.param({"besoins": ["reparer"]}, id="needs"),
        pytest.param({"missions": ["Trier"]}, id="missions"),
        pytest.param({"questions": ["Où réparer ?"]}, id="questions"),
    ],
)
def test_a_record_that_says_more_should_have_its_name_its_purpose_and_its_whole(
    actor: MakeActor, more: dict[str, object]
) -> None:
    kinds = {passage.kind for passage in passages_of(actor(**more), 0)}
    assert kinds >= {Kind.NAME, Kind.PURPOSE, Kind.WHOLE}


def test_a_full_record_should_have_one_passage_a_thing_it_says(actor: MakeActor) -> None:
    record = actor(
        services=[{"nom": "Atelier"}, {"nom": "Vente", "description": "À petit prix."}],
        besoins=["reparer", "acheter"],
        frais="gratuit",
        missions=["Trier"],
    )
    assert [passage.kind for passage in passages_of(record, 0)] == [
        Kind.NAME,
        Kind.PURPOSE,
        Kind.SERVICE,
        Kind.SERVICE,
        Kind.NEED,
        Kind.PUBLIC,
        Kind.SKILLS,
        Kind.WHOLE,
    ]


def test_a_name_should_come_with_its_acronym_its_families_and_its_place(actor: MakeActor) -> None:
    record = actor(
        nom="Réseau Libre",
        sigle="RL",
        familles=["telecoms-solidaires"],
        commune="Lyon",
        territoires=["auvergne-rhone-alpes"],
        missions=["Trier"],
    )
    assert texts_of(record, Kind.NAME) == [
        "Réseau Libre (RL). Internet et téléphonie solidaires. Lyon, Auvergne-Rhône-Alpes."
    ]


def test_a_name_without_anything_else_should_stand_alone(actor: MakeActor) -> None:
    assert texts_of(actor(missions=["Trier"]), Kind.NAME) == ["Exemple."]


def test_a_service_should_be_told_with_its_description(actor: MakeActor) -> None:
    record = actor(services=[{"nom": "Vente", "description": "À petit prix."}, {"nom": "Tri"}])
    assert texts_of(record, Kind.SERVICE) == ["Vente. À petit prix.", "Tri"]


def test_services_that_only_have_a_name_should_be_told_together_each_once(
    actor: MakeActor,
) -> None:
    names = ("Tri", "Vente", "Tri", "Don")
    record = actor(services=[{"nom": name} for name in names])
    assert texts_of(record, Kind.SERVICE) == ["Tri ; Vente ; Don"]


def test_a_long_service_should_be_cut_between_its_sentences(actor: MakeActor) -> None:
    sentence = "Un mot " * 19 + "de fin."
    record = actor(services=[{"nom": "Vente", "description": f"{sentence} {sentence}"}])
    assert texts_of(record, Kind.SERVICE) == [f"Vente. {sentence}", sentence]


def test_the_needs_of_a_record_should_be_told_by_their_labels(actor: MakeActor) -> None:
    record = actor(besoins=["reparer", "inconnu"])
    labels = {"reparer": "Réparer un ordinateur"}
    (need,) = (
        passage
        for passage in passages_of(record, 0, lambda each: labels.get(each, each))
        if passage.kind is Kind.NEED
    )
    assert need.text == "Réparer un ordinateur ; inconnu"
    assert need.indexed_text == "Exemple : Réparer un ordinateur ; inconnu"


def test_the_whole_should_hold_the_labels_of_the_needs(actor: MakeActor) -> None:
    whole = list(passages_of(actor(besoins=["reparer"]), 0, str.upper))[-1]
    assert whole.kind is Kind.WHOLE
    assert whole.text.endswith("dans les tests. REPARER")


def test_for_whom_and_how_should_be_told_in_labels_and_sentences(actor: MakeActor) -> None:
    record = actor(
        publics=["seniors", "jeunes"],
        prise_en_charge=["surdite"],
        frais="payant",
        frais_precisions="Selon le quotient familial.",
        conditions_acces="Sur rendez-vous",
        modes_accueil=["en-presentiel", "a-distance"],
    )
    assert texts_of(record, Kind.PUBLIC) == [
        "Pour : Seniors, Jeunes. Prise en charge : Surdité. Payant. Selon le quotient familial. "
        "Sur rendez-vous. Sur place, À distance."
    ]


def test_skills_and_missions_sought_should_be_told_together(actor: MakeActor) -> None:
    record = actor(competences_recherchees=["couture"], missions=["Animer le samedi"])
    assert texts_of(record, Kind.SKILLS) == ["Recherche : couture ; Animer le samedi"]


def test_the_whole_should_hold_what_is_written_and_sought(actor: MakeActor) -> None:
    record = actor(services=[{"nom": "Vente"}], competences_recherchees=["couture"])
    assert texts_of(record, Kind.WHOLE) == [
        "Exemple. Une structure qui sert d'exemple dans les tests. Vente couture"
    ]


def test_a_passage_should_be_indexed_with_the_name_of_its_record(actor: MakeActor) -> None:
    purpose = list(passages_of(actor(missions=["Trier"]), 0))[1]
    assert purpose.text == "Une structure qui sert d'exemple dans les tests."
    assert purpose.indexed_text == f"Exemple : {purpose.text}"


def test_the_name_should_be_indexed_without_being_repeated(actor: MakeActor) -> None:
    name = next(passages_of(actor(), 0))
    assert name.indexed_text == name.text


def test_passages_should_keep_the_row_of_their_record(actor: MakeActor) -> None:
    assert {passage.row for passage in passages_of(actor(), 7)} == {7}
