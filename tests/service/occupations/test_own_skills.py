"""Skills in the address of a page."""

from __future__ import annotations

import pytest
from starlette.datastructures import QueryParams

from index.errors import InvalidQuery
from index.skills.profile import MAX_SKILLS
from index.taxonomy.general_skills import GeneralSkills
from service.occupations.own_skills import OwnSkills, read_own_skills

NONE = GeneralSkills({}, {})


def test_an_address_should_be_read_and_written_back() -> None:
    own = read_own_skills(
        QueryParams("c=souder&c=souder&c=...&langue=ar&langue=xx&permis=B&voie=emploi&lieu=Lille"),
        NONE,
    )
    assert own == OwnSkills(("souder",), (), ("ar",), ("B",), ("emploi",), "Lille")
    assert own.address("/x") == "/x?c=souder&langue=ar&permis=B&voie=emploi&lieu=Lille"
    assert own.address("/x", "voie", "lieu", page=2) == "/x?c=souder&langue=ar&permis=B&page=2"
    assert OwnSkills().address("/x") == "/x"


def test_languages_and_licences_should_count_as_skills() -> None:
    own = OwnSkills(("souder",), (), ("ar",), ("B",))
    assert list(own.query(6).skills) == ["souder", "parler arabe", "conduire, permis B"]
    assert not OwnSkills(place="Lille")


def test_a_level_should_be_kept_in_the_address_and_told() -> None:
    own = read_own_skills(QueryParams("c=un peu d'Excel&c=Excel — un peu&langue=en-peu"), NONE)
    assert own.phrases == ("Excel — un peu",)
    assert own.shown == {
        "Excel — un peu": "Excel — un peu",
        "parler anglais — un peu": "Anglais — un peu",
    }
    assert read_own_skills(QueryParams(own.address("").removeprefix("?")), NONE) == own


def test_certificates_should_be_kept_by_their_codes() -> None:
    own = read_own_skills(QueryParams("permis=caces-chariot&permis=bafa&permis=inconnu"), NONE)
    assert own.licences == ("caces-chariot", "bafa")
    assert list(own.shown.values()) == ["CACES chariot", "BAFA"]


def test_what_is_added_by_hand_should_be_split_into_skills() -> None:
    own = read_own_skills(QueryParams("c=coudre&ajout=je sais souder et trier"), NONE)
    assert own.phrases == ("coudre", "souder", "trier")


def test_a_licence_added_by_hand_should_be_kept_and_called_by_its_name() -> None:
    own = read_own_skills(QueryParams("ajout=souder et permis B"), NONE)
    assert own.phrases == ("souder", "conduire, permis B")
    assert list(own.shown.values()) == ["souder", "Permis B"]
    assert read_own_skills(QueryParams(own.address("").removeprefix("?")), NONE) == own
    alone = read_own_skills(QueryParams("ajout=permis B&permis=B"), NONE)
    assert alone.shown == {"conduire, permis B": "Permis B"}


def test_more_skills_than_may_be_compared_should_be_refused() -> None:
    most = OwnSkills(tuple(f"peindre {number}" for number in range(MAX_SKILLS)))
    assert most.query(6).size == 6
    with pytest.raises(InvalidQuery):
        OwnSkills(most.phrases, languages=("ar",)).query(6)
