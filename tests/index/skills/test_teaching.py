"""Teaching, neighbours, gaps and names of skills, over a small index."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.artefact import manifest, versions
from index.indexing.build import build
from index.places.gazetteer import Gazetteer
from index.search.query import PlacedQuery
from index.search.retriever import Retriever
from index.skills.gap import gap_to
from index.skills.naming import SkillNaming
from index.skills.nearby import nearby
from index.skills.neighbours import neighbours
from index.skills.query import ProfileQuery
from index.skills.recommender import Recommender
from index.skills.scoring import Meeting
from index.skills.teaching import Teaching
from index.taxonomy.general_skills import GeneralSkill, GeneralSkills
from tests.conftest import SMALL_CATALOGUE, make_occupation
from tests.hash_encoder import HashEncoder
from tests.searchers import make_retriever
from tests.towns import TOWNS

BEGINNERS = "Ateliers pour débuter"
REPAIR = make_occupation(
    "reparateur",
    ("Réparer des smartphones", "Souder des composants"),
    ("Réparation de smartphones",),
    acteurs=["atelier-phenix", "reseau-libre", "disparu"],
)
TEACHER = make_occupation("formateur", (BEGINNERS, "Souder des composants"))
CODER = make_occupation("codeur", ("Programmer un site",))
ROME = make_occupation("rome-a1101", ("Réparer des smartphones",), source="rome")
TRANSLATED = {"libelle": "Repair", "situation": "You repair."}
SKILL = GeneralSkill.model_validate({
    "id": "reparer",
    "libelle": "Réparer",
    "situation": "Tu répares.",
    "traductions": dict.fromkeys(("en", "ar", "uk", "es", "pt"), TRANSLATED),
    "pictogramme": "tool",
    "rome": None,
    "exigences": ["Réparer des smartphones", "Un libellé que l'index n'a pas"],
})  # fmt: skip
TELL = SKILL.model_copy(update={"id": "coder", "exigences": ("Programmer un site",)})


@pytest.fixture(scope="module")
def retriever(tmp_path_factory: pytest.TempPathFactory) -> Retriever:
    home: Path = tmp_path_factory.mktemp("var") / "index"
    occupations = (REPAIR, TEACHER, CODER, ROME)
    build(SMALL_CATALOGUE, HashEncoder(), "hash", home, occupations=occupations)
    opened = manifest.read(home / versions.CURRENT)
    return make_retriever(opened, HashEncoder(), gazetteer=Gazetteer(TOWNS))


def test_a_service_that_teaches_should_be_the_next_step(retriever: Retriever) -> None:
    lesson = Teaching(retriever).lesson(BEGINNERS)
    assert lesson is not None
    assert (lesson.host.record.id, lesson.service) == ("clic-pour-tous", BEGINNERS)


def test_a_service_that_does_not_teach_should_not_be_named(retriever: Retriever) -> None:
    assert Teaching(retriever).lesson("Réparation de smartphones") is None


def test_a_skill_far_from_every_service_should_have_no_teacher(retriever: Retriever) -> None:
    teaching = Teaching(retriever)
    assert teaching.lesson("Souder des composants") is None
    assert teaching.lesson("Un savoir de nulle part") is None


def test_records_should_come_as_named_or_the_nearest_first(retriever: Retriever) -> None:
    rows = [retriever.rows[each] for each in ("reseau-libre", "atelier-phenix")]
    assert [host.record.id for host in nearby(retriever, None, rows)] == [
        "reseau-libre",
        "atelier-phenix",
    ]
    place = retriever.place(PlacedQuery(place="Lille"))
    around = nearby(retriever, place, rows)
    assert around[0].record.id == "atelier-phenix"
    assert around[0].distance_km == pytest.approx(0, abs=5)
    assert nearby(retriever, place, []) == ()


def test_neighbours_should_share_skills_and_their_author(retriever: Retriever) -> None:
    found = neighbours(retriever.content.occupations, REPAIR, 5)
    assert [each.id for each in found] == ["formateur", "codeur"]
    assert neighbours(retriever.content.occupations, REPAIR, 1) == [TEACHER]


def test_the_gap_should_tell_what_is_met_and_missing_whatever_the_rank(
    retriever: Retriever,
) -> None:
    recommender = Recommender(retriever)
    read = recommender.read(ProfileQuery("", skills=("réparer des smartphones",)))
    vectors = {text: recommender.encode(text) for text in read.texts}
    gap = gap_to(retriever, REPAIR, read, vectors)
    assert gap.occupation == REPAIR
    assert gap.coverage == 0.5
    met = [one for one in gap.requirements if one.meeting is Meeting.MET]
    assert met[0].phrase == "réparer des smartphones"
    assert gap_to(retriever, ROME, read, vectors).coverage == 1


def test_a_phrase_should_be_named_by_the_nearest_general_skill(retriever: Retriever) -> None:
    recommender = Recommender(retriever)
    phrases = ("je répare des smartphones", "programmer un site web")
    vectors = {text: recommender.encode(text) for text in phrases}
    occupations = retriever.content.occupations
    general = GeneralSkills({"reparer": SKILL, "coder": TELL}, {})
    assert SkillNaming(occupations, general).names(phrases, vectors) == [SKILL, TELL]
    nothing = SkillNaming(occupations, GeneralSkills({}, {}))
    assert nothing.names(phrases, vectors) == [None, None]
