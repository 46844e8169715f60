"""Scores of occupations: required skills met, close or missing."""

from __future__ import annotations

import numpy as np
import pytest

from index.arrays import Matrix
from index.search.calibration import SkillsCalibration
from index.skills.compared import OccupationWords
from index.skills.scoring import (
    NEIGHBOURS_SHARE,
    Meeting,
    Phrases,
    SkillScores,
    match_skills,
    nearness_to,
)
from index.taxonomy.occupation_vectors import OccupationVectors, texts_of
from index.taxonomy.occupations import Occupation
from tests.conftest import make_occupation
from tests.hash_encoder import HashEncoder
from tests.searchers import calibration

OCCUPATIONS = (
    make_occupation("reparateur", ("Réparer des smartphones",), voies=["emploi"]),
    make_occupation("soudeur", ("Souder des cartes",), voies=["formation"]),
)
TEXTS = tuple(passage.text for passage in texts_of(OCCUPATIONS))
VECTORS = OccupationVectors(OCCUPATIONS, TEXTS, HashEncoder().encode_passages(TEXTS))
WORDS = OccupationWords(OCCUPATIONS)


@pytest.fixture
def rules() -> SkillsCalibration:
    """The thresholds of the project."""
    return calibration().skills


def encoded(text: str) -> Matrix:
    """The vector of a text."""
    return HashEncoder().encode_queries([text])


def phrases(text: str) -> Phrases:
    """A person who has one skill."""
    return Phrases((text,), text, encoded(text), encoded(text))


def test_the_occupation_whose_skill_is_stated_should_come_first(rules: SkillsCalibration) -> None:
    first = match_skills(VECTORS, WORDS, phrases("souder des cartes"), rules, 2)[0]
    assert first.occupation.id == "soudeur"
    assert first.requirements[0].phrase == "souder des cartes"


def test_only_occupations_of_the_ways_should_be_matched(rules: SkillsCalibration) -> None:
    matches = match_skills(VECTORS, WORDS, phrases("souder"), rules, 2, ways=("emploi",))
    assert [match.occupation.id for match in matches] == ["reparateur"]


def test_without_occupations_nothing_should_be_matched(rules: SkillsCalibration) -> None:
    assert match_skills(OccupationVectors(), OccupationWords(()), phrases("souder"), rules, 2) == []


@pytest.mark.parametrize(
    ("thresholds", "meeting"),
    [
        ({"met_from": -9.0, "close_from": -10.0}, Meeting.MET),
        ({"met_from": 9.0, "close_from": -10.0}, Meeting.CLOSE),
        ({"met_from": 10.0, "close_from": 9.0}, Meeting.MISSING),
    ],
    ids=["met", "close", "missing"],
)
def test_a_skill_should_be_met_by_the_thresholds_of_the_calibration(
    rules: SkillsCalibration, thresholds: dict[str, float], meeting: Meeting
) -> None:
    scores = SkillScores(VECTORS, phrases("souder"), rules.model_copy(update=thresholds))
    requirement = scores.requirement(OCCUPATIONS[1].competences[0], VECTORS.skills.rows[1])
    assert requirement.meeting is meeting
    assert bool(requirement.phrase) is (meeting is not Meeting.MISSING)


def test_a_skill_that_a_phrase_is_known_to_come_near_should_be_close_at_least(
    rules: SkillsCalibration,
) -> None:
    severe = rules.model_copy(update={"met_from": 10.0, "close_from": 9.0})
    vector = encoded("bricoler")
    said = Phrases(
        ("bricoler",),
        "bricoler",
        vector,
        vector,
        covers={"bricoler": frozenset({"Souder des cartes"})},
    )
    by_id = {each.occupation.id: each for each in match_skills(VECTORS, WORDS, said, severe, 2)}
    (known,), (other,) = by_id["soudeur"].requirements, by_id["reparateur"].requirements
    assert (known.meeting, known.phrase) == (Meeting.CLOSE, "bricoler")
    assert (other.meeting, other.phrase) == (Meeting.MISSING, "")


def test_a_skill_of_a_beginner_should_never_be_met(rules: SkillsCalibration) -> None:
    easy = rules.model_copy(update={"met_from": -9.0, "close_from": -10.0})
    skill, row = OCCUPATIONS[1].competences[0], VECTORS.skills.rows[1]
    little = SkillScores(VECTORS, phrases("souder — un peu"), easy).requirement(skill, row)
    assert (little.meeting, little.phrase) == (Meeting.CLOSE, "souder — un peu")
    vectors = np.concatenate([encoded("souder"), encoded("braser")])
    both = Phrases(("souder — un peu", "braser"), "souder, braser", vectors, encoded("souder"))
    known = SkillScores(VECTORS, both, easy).requirement(skill, row)
    assert (known.meeting, known.phrase) == (Meeting.MET, "braser")


def test_a_licence_should_meet_what_it_proves_and_nothing_by_its_words(
    rules: SkillsCalibration,
) -> None:
    forklift = "conduire un chariot élévateur, CACES"
    job = make_occupation("cariste", ("Conduire un chariot élévateur", "Conduire une réunion"))
    vectors = vectors_of(job)
    severe = rules.model_copy(update={"met_from": 10.0, "close_from": 9.0})
    easy = rules.model_copy(update={"met_from": -9.0, "close_from": -10.0})
    drive, lead = job.competences
    proved = SkillScores(vectors, phrases(forklift), severe).requirement(
        drive, vectors.place[drive.libelle]
    )
    assert (proved.meeting, proved.phrase) == (Meeting.MET, forklift)
    other = SkillScores(vectors, phrases(forklift), easy).requirement(
        lead, vectors.place[lead.libelle]
    )
    assert other.meeting is Meeting.CLOSE


def test_a_licence_should_come_near_what_asks_for_more(rules: SkillsCalibration) -> None:
    job = make_occupation("conducteur", ("Avoir un permis et une assurance à jour",))
    vectors, severe = vectors_of(job), rules.model_copy(update={"met_from": 10.0, "close_from": 9})
    near = SkillScores(vectors, phrases("conduire, permis B"), severe).requirement(
        job.competences[0], vectors.place[job.competences[0].libelle]
    )
    assert (near.meeting, near.phrase) == (Meeting.CLOSE, "conduire, permis B")


@pytest.mark.parametrize(
    ("label", "meeting"),
    [
        ("Conduire un véhicule utilitaire", Meeting.MET),
        ("Conduire prudemment", Meeting.CLOSE),
        ("Souder des cartes", Meeting.MISSING),
    ],
)
def test_the_cosine_should_be_that_of_the_phrase_told(
    rules: SkillsCalibration, label: str, meeting: Meeting
) -> None:
    job = make_occupation("conducteur", (label,))
    vectors, severe = vectors_of(job), rules.model_copy(update={"met_from": 10.0, "close_from": 9})
    row, texts = vectors.place[label], (label, "conduire, permis B")
    both = Phrases(texts, label, np.concatenate(list(map(encoded, texts))), encoded(label))
    scores = SkillScores(vectors, both, severe)
    requirement = scores.requirement(job.competences[0], row)
    assert requirement.meeting is meeting
    # nothing is told of what is missing: its cosine is that of the nearest phrase
    told = 0 if meeting is Meeting.MISSING else 1
    assert scores.cosines[0, row] != scores.cosines[1, row]
    assert requirement.cosine == float(scores.cosines[told, row])


def vectors_of(*occupations: Occupation) -> OccupationVectors:
    """The vectors of some occupations."""
    texts = tuple(passage.text for passage in texts_of(occupations))
    return OccupationVectors(occupations, texts, HashEncoder().encode_passages(texts))


def test_an_occupation_should_be_found_by_what_people_say(rules: SkillsCalibration) -> None:
    jobs = (
        make_occupation("role-a", ("Réparer des smartphones",)),
        make_occupation("role-b", ("Souder des cartes",), paroles=["je bricole des grille-pain"]),
        make_occupation("role-c", ("Tenir une caisse",)),
    )
    said = phrases("bricole grille-pain")
    first = match_skills(vectors_of(*jobs), OccupationWords(jobs), said, rules, 3)[0]
    assert first.occupation.id == "role-b"


def test_what_people_say_should_not_change_whether_a_skill_is_met(
    rules: SkillsCalibration,
) -> None:
    job = make_occupation("role-b", ("Souder des cartes",))
    talkative = make_occupation(
        "role-b", ("Souder des cartes",), paroles=["je soude", "je bricole"]
    )
    silent, loud = (
        SkillScores(vectors, phrases("souder"), rules).requirement(
            job.competences[0], vectors.place["Souder des cartes"]
        )
        for vectors in (vectors_of(job), vectors_of(talkative))
    )
    assert silent == loud


def test_an_occupation_like_those_that_suit_should_be_raised(rules: SkillsCalibration) -> None:
    measured = SkillScores(VECTORS, phrases("souder des cartes"), rules)
    scores = measured.scores(VECTORS, WORDS)
    # each of two occupations is the only neighbour of the other, and their scores are opposite
    assert scores.sum() == pytest.approx(0, abs=1e-5)
    assert scores[1] == pytest.approx(1 - NEIGHBOURS_SHARE, abs=0.05)


def test_the_occupation_named_by_a_title_should_be_the_nearest() -> None:
    column = nearness_to(VECTORS, encoded("soudeur"))
    assert int(np.argmax(column)) == 1
