"""Vectors of occupations: their texts, each encoded once, and the rows of each occupation."""

from __future__ import annotations

import numpy as np
import pytest

from index.errors import UnknownOccupation
from index.taxonomy.occupation_vectors import (
    ESSENTIAL,
    USEFUL,
    OccupationVectors,
    Runs,
    texts_of,
)
from index.taxonomy.occupations import Occupation, Skill

SOLDER = Skill(libelle="souder un composant", niveau="essentielle")
WELCOME = Skill(libelle="accueillir du public", niveau="utile")
REPAIRER = Occupation(
    id="reparateur",
    type="metier",
    nom="Réparateur",
    appellations=("Technicien",),
    description="Répare des appareils.",
    competences=(SOLDER, WELCOME),
)
HOST = Occupation(id="accueil", type="role-benevole", nom="Accueil", competences=(WELCOME,))
TEXTS = tuple(passage.text for passage in texts_of([REPAIRER, HOST]))
VECTORS = OccupationVectors((REPAIRER, HOST), TEXTS)


def test_a_text_that_occupations_share_should_be_encoded_once() -> None:
    assert TEXTS == (
        "Réparateur",
        "Technicien",
        "Réparateur. Répare des appareils.",
        "souder un composant",
        "accueillir du public",
        "Accueil",
    )


def test_an_occupation_without_description_should_be_summed_up_by_its_name() -> None:
    assert [TEXTS[row] for row in VECTORS.summaries] == [
        "Réparateur. Répare des appareils.",
        "Accueil",
    ]


def test_rows_of_names_and_skills_should_be_those_of_each_occupation() -> None:
    assert [TEXTS[row] for row in VECTORS.names.rows] == ["Réparateur", "Technicien", "Accueil"]
    assert VECTORS.names.starts.tolist() == [0, 2]
    assert [TEXTS[row] for row in VECTORS.skills.rows] == [
        "souder un composant",
        "accueillir du public",
        "accueillir du public",
    ]


def test_an_essential_skill_should_weigh_more_than_a_useful_one() -> None:
    assert VECTORS.weights.tolist() == [ESSENTIAL, USEFUL, USEFUL]
    assert ESSENTIAL > USEFUL


def test_the_best_value_should_be_the_highest_of_each_occupation() -> None:
    runs = Runs.of([[0, 2], [1]])
    column = np.array([0.1, 0.5, 0.9], dtype=np.float32)
    assert runs.best(column).tolist() == pytest.approx([0.9, 0.5])


def test_an_occupation_should_be_the_one_of_its_identifier() -> None:
    assert len(VECTORS) == 2
    assert VECTORS.occupation("accueil") is HOST
    with pytest.raises(UnknownOccupation, match="plombier"):
        VECTORS.occupation("plombier")


def spoken(identifier: str, *said: str) -> Occupation:
    """An occupation of which people say something."""
    return HOST.model_copy(update={"id": identifier, "nom": identifier, "paroles": said})


SPOKEN = (spoken("un", "je couds"), spoken("deux", "je soude", "je couds"), HOST)


def test_what_people_say_should_come_after_all_that_describes() -> None:
    texts = [passage.text for passage in texts_of(SPOKEN)]
    vectors = OccupationVectors(SPOKEN, tuple(texts))
    assert texts[vectors.described :] == ["je couds", "je soude"]
    assert [texts[row] for row in vectors.said.rows] == [
        "je couds",
        "je soude",
        "je couds",
        "Accueil",
    ]
    assert vectors.said.owners.tolist() == [0, 1, 1, 2]


def test_neighbours_should_be_the_occupations_of_nearest_texts() -> None:
    texts = tuple(passage.text for passage in texts_of(SPOKEN))
    rows = np.eye(len(texts), dtype=np.float32)
    rows[texts.index("deux")] = rows[texts.index("un")]
    vectors = OccupationVectors(SPOKEN, texts, rows)
    assert vectors.neighbours.shape == (3, 2)
    assert vectors.neighbours[0, 0] == 1
    assert vectors.neighbours[1, 0] == 0


def test_the_discriminant_should_know_what_people_say() -> None:
    texts = tuple(passage.text for passage in texts_of(SPOKEN))
    vectors = OccupationVectors(SPOKEN, texts, np.eye(len(texts), dtype=np.float32))
    values = vectors.discriminant.values(vectors.vectors[texts.index("je soude")])
    assert int(values.argmax()) == 1


def test_occupations_of_one_author_should_come_with_their_own_texts_alone() -> None:
    imported = HOST.model_copy(update={"source": "rome"})
    texts = tuple(passage.text for passage in texts_of([REPAIRER, imported]))
    vectors = np.eye(len(texts), dtype=np.float32)
    both = OccupationVectors((REPAIRER, imported), texts, vectors)
    theirs = both.written_by("rome")
    assert theirs.occupations == (imported,)
    assert theirs.texts == ("Accueil", "accueillir du public")
    assert theirs.vectors.argmax(axis=1).tolist() == [5, 4]
    assert len(both.written_by("inconnu")) == 0


def test_occupations_that_all_have_one_author_should_not_be_copied() -> None:
    assert VECTORS.written_by("orientess") is VECTORS
