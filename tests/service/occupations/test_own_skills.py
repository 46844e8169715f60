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


def test_what_is_added_by_hand_should_be_split_into_skills() -> None:
    own = read_own_skills(QueryParams("c=coudre&ajout=je sais souder et trier"), NONE)
    assert own.phrases == ("coudre", "souder", "trier")


def test_more_skills_than_may_be_compared_should_be_refused() -> None:
    most = OwnSkills(tuple(f"peindre {number}" for number in range(MAX_SKILLS)))
    assert most.query(6).size == 6
    with pytest.raises(InvalidQuery):
        OwnSkills(most.phrases, languages=("ar",)).query(6)
