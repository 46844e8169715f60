"""Skills in the address of a page, and in its forms."""

from __future__ import annotations

import pytest
from starlette.datastructures import QueryParams

from index.errors import InvalidQuery
from index.places.gazetteer import Gazetteer
from index.places.models import PlaceCode, PlaceKind
from index.search.query import PlacedQuery
from index.search.retriever import Retriever
from index.skills.compared import label_code
from index.skills.profile import MAX_SKILLS
from index.taxonomy.general_skills import GeneralSkills, read_general_skills
from index.taxonomy.occupations import read_occupations
from service.occupations.own_skills import OwnSkills, linked, read_address, read_form
from tests.conftest import ROOT

NONE = GeneralSkills({}, {})
SOLDER = label_code("Souder")
LABELS = {SOLDER: "Souder"}
LILLE = PlaceCode(PlaceKind.COMMUNE, "59350")


class Places:
    """A retriever that knows one place."""

    gazetteer = Gazetteer(())

    @staticmethod
    def place(query: PlacedQuery) -> object:
        if query.code != LILLE:
            raise InvalidQuery("code_commune", "inconnu")
        return LILLE


KNOWN: Retriever = Places()  # type: ignore[assignment]


def address(query: str) -> OwnSkills:
    return read_address(QueryParams(query), NONE, LABELS, KNOWN)


def form(query: str) -> OwnSkills:
    return read_form(QueryParams(query), NONE, LABELS, KNOWN)


def test_an_address_should_be_read_and_written_back_without_its_words() -> None:
    own = address(
        f"c=souder&e={SOLDER}&e=12&langue=ar&langue=xx&permis=B&voie=emploi&lieu=Lille"
        "&code_commune=59350&condition=calme&condition=inconnue"
    )
    assert own == OwnSkills(
        (), (), ("ar",), ("B",), ("emploi",), ("Souder",), ("calme",), True, "", LILLE
    )
    assert own.address("/x") == (
        f"/x?e={SOLDER}&langue=ar&permis=B&voie=emploi&condition=calme&code_commune=59350"
    )
    assert own.address("/x", "voie", "condition", "code_commune") == (
        f"/x?e={SOLDER}&langue=ar&permis=B"
    )
    assert OwnSkills(("souder",), place="Lille").address("/x") == "/x"


@pytest.mark.parametrize("code", ["code_commune=99999", "code_commune=Lille", "code_region="])
def test_a_place_that_no_code_names_should_be_ignored(code: str) -> None:
    assert address(code).code is None


def test_the_code_of_a_required_skill_should_tell_its_level_and_no_letter() -> None:
    own = address(f"e={SOLDER}-peu")
    assert own.required == ("Souder — un peu",)
    assert own.coded() == [("e", f"{SOLDER}-peu")]
    assert SOLDER.isdigit()


def test_conditions_should_be_in_an_address_only_when_they_are_added_to_it() -> None:
    assert form("condition=calme&lien=1").address("/x") == "/x?condition=calme"
    assert form("condition=calme").address("/x") == "/x"
    assert form("condition=calme").conditions == ("calme",)


def test_languages_and_licences_should_count_as_skills() -> None:
    own = OwnSkills(("souder",), (), ("ar",), ("B",))
    assert list(own.query(6).skills) == ["souder", "parler arabe", "conduire, permis B"]
    assert not OwnSkills(place="Lille")


def test_a_level_should_be_kept_in_a_form_and_told() -> None:
    own = form("c=un peu d'Excel&c=Excel — un peu&langue=en-peu")
    assert own.phrases == ("Excel — un peu",)
    assert own.shown == {
        "Excel — un peu": "Excel — un peu",
        "parler anglais — un peu": "Anglais — un peu",
    }


def test_certificates_should_be_kept_by_their_codes() -> None:
    own = address("permis=caces-chariot&permis=bafa&permis=inconnu")
    assert own.licences == ("caces-chariot", "bafa")
    assert list(own.shown.values()) == ["CACES chariot", "BAFA"]


def test_what_is_added_by_hand_should_be_split_into_skills() -> None:
    own = form("c=coudre&ajout=je sais souder et trier")
    assert own.phrases == ("coudre", "souder", "trier")


def test_words_should_be_in_a_link_as_the_listed_skills_that_they_name() -> None:
    jobs = read_occupations(ROOT / "data" / "occupations.jsonl", ROOT / "aucun")
    general = read_general_skills(ROOT / "data" / "competences.jsonl", jobs)
    skill = next(iter(general.skills.values()))
    own = form("ajout=souder et permis B&c=parler arabe&c=coudre — un peu&c=jongler&lieu=Lille")
    own = OwnSkills((*own.phrases, skill.libelle.upper()), place="Lille")
    labels = dict.fromkeys(own.phrases) | {"souder": "Souder", "coudre — un peu": "Coudre"}
    link, left = linked(own, labels, general, None)
    assert link.coded() == [
        ("g", skill.id),
        ("e", label_code("Coudre") + "-peu"),
        ("e", SOLDER),
        ("langue", "ar"),
        ("permis", "B"),
    ]
    assert (left, link.phrases, link.place) == (1, (), "")


def test_no_two_required_skills_should_have_the_same_code() -> None:
    jobs = read_occupations(ROOT / "data" / "occupations.jsonl", ROOT / "aucun")
    labels = {skill.libelle for job in jobs for skill in job.competences}
    assert len({label_code(label) for label in labels}) == len(labels)


def test_more_skills_than_may_be_compared_should_be_refused() -> None:
    most = OwnSkills(tuple(f"peindre {number}" for number in range(MAX_SKILLS)))
    assert most.query(6).size == 6
    with pytest.raises(InvalidQuery):
        OwnSkills(most.phrases, languages=("ar",)).query(6)
