"""Skills: from what somebody can do to occupations, those who host them, and what records seek."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from index.arrays import Matrix
from index.artefact import manifest, versions
from index.errors import EncoderUnavailable, InvalidQuery
from index.indexing.build import build
from index.places.gazetteer import Gazetteer
from index.search.query import MAX_PROFILE_CHARS
from index.search.searcher import Searcher
from index.skills.profile import MAX_SKILLS
from index.skills.query import ProfileQuery
from index.skills.recommender import Recommendation, Recommender
from index.skills.scoring import Meeting
from index.taxonomy.occupations import Occupation
from tests.conftest import SMALL_CATALOGUE, make_occupation
from tests.hash_encoder import HashEncoder
from tests.searchers import make_retriever, make_searcher
from tests.towns import TOWNS

REPAIR = make_occupation(
    "reparateur-smartphones",
    nom="Réparateur de smartphones",
    skills=("Réparer des smartphones", "Souder des composants"),
    useful=("Conseiller un client",),
    voies=["emploi", "insertion"],
    acteurs=["atelier-phenix", "reseau-libre"],
)
TEACH = make_occupation(
    "aidant-benevole",
    type="role-benevole",
    nom="Aidant numérique bénévole",
    skills=("Expliquer sans jargon", "Patience avec les débutants"),
    voies=["benevolat"],
    acteurs=["clic-pour-tous"],
)
FARM = make_occupation(
    "rome-a1101",
    nom="Conducteur de tracteur",
    skills=("Labourer un champ",),
    voies=["emploi"],
    source="rome",
)


class SpiedEncoder(HashEncoder):
    """A hash encoder that notes the queries that it encodes."""

    def __init__(self) -> None:
        super().__init__()
        self.queries: list[str] = []

    def encode_queries(self, texts: Sequence[str]) -> Matrix:
        self.queries += texts
        return super().encode_queries(texts)


@pytest.fixture(scope="module")
def encoder() -> SpiedEncoder:
    return SpiedEncoder()


@pytest.fixture(scope="module")
def searcher(encoder: SpiedEncoder, tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    home = tmp_path_factory.mktemp("metiers") / "index"
    build(SMALL_CATALOGUE, HashEncoder(), "hash", home, occupations=(REPAIR, TEACH, FARM))
    opened = manifest.read(home / versions.CURRENT)
    return make_searcher(opened, encoder, gazetteer=Gazetteer(TOWNS))


@pytest.fixture(scope="module")
def recommender(searcher: Searcher) -> Recommender:
    return Recommender(searcher.retriever)


def found(recommender: Recommender, text: str, **fields: Any) -> list[str]:
    """The identifiers of the occupations that a profile leads to."""
    advice = recommender.recommend(ProfileQuery(text, **fields))
    return [match.occupation.id for match, _ in advice.matches]


def test_the_occupation_that_asks_for_what_is_said_should_come_first(
    recommender: Recommender,
) -> None:
    assert found(recommender, "je sais réparer des smartphones")[0] == REPAIR.id
    assert found(recommender, "patience avec les débutants, expliquer sans jargon")[0] == TEACH.id


def test_each_skill_asked_for_should_say_what_meets_it(recommender: Recommender) -> None:
    advice = recommender.recommend(ProfileQuery("je sais réparer des smartphones, patient"))
    match = advice.matches[0][0]
    first, *others = match.requirements
    assert (first.skill.libelle, first.meeting) == ("Réparer des smartphones", Meeting.MET)
    assert first.phrase == "réparer des smartphones"
    assert [each.phrase for each in others if each.meeting is Meeting.MISSING] == [""] * sum(
        each.meeting is Meeting.MISSING for each in others
    )
    assert 0.5 <= match.coverage <= 1


def test_essential_skills_should_make_the_coverage(recommender: Recommender) -> None:
    skills = ("Réparer des smartphones", "Souder des composants")
    advice = recommender.recommend(ProfileQuery("", skills=skills))
    assert advice.matches[0][0].coverage == 1.0


def test_a_skill_said_a_little_should_be_nearly_had_and_told_so(recommender: Recommender) -> None:
    advice = recommender.recommend(ProfileQuery("réparer des smartphones, un peu"))
    assert advice.skills == ("réparer des smartphones — un peu",)
    states = {each.meeting for match, _ in advice.matches for each in match.requirements}
    assert Meeting.MET not in states
    said = "réparer des smartphones"
    assert recommender.meeting(said, "Réparer des smartphones") is Meeting.MET
    assert recommender.meeting(f"{said}, un peu", "Réparer des smartphones") is Meeting.CLOSE


def test_a_text_that_states_no_skill_should_keep_its_level(recommender: Recommender) -> None:
    assert recommender.read(ProfileQuery("un peu anglais")).skills == ("anglais — un peu",)


def test_a_licence_told_in_a_text_should_be_compared_with_occupations(
    recommender: Recommender,
) -> None:
    read = recommender.read(ProfileQuery("réparer des smartphones, permis B"))
    assert read.skills == ("réparer des smartphones", "conduire, permis B")
    assert "conduire, permis B" in read.texts


def test_a_way_asked_for_should_leave_out_the_occupations_without_it(
    recommender: Recommender,
) -> None:
    assert found(recommender, "réparer des smartphones", ways=("benevolat",)) == [TEACH.id]
    assert found(recommender, "Je répare des smartphones. Je cherche du bénévolat.") == [TEACH.id]


def test_the_sources_asked_for_alone_should_be_given(recommender: Recommender) -> None:
    assert found(recommender, "réparer des smartphones", sources=("rome",)) == [FARM.id]


def test_imported_occupations_should_change_nothing_to_what_is_told_of_ours(
    recommender: Recommender, tmp_path: Path
) -> None:
    home = tmp_path / "index"
    build(SMALL_CATALOGUE, HashEncoder(), "hash", home, occupations=(REPAIR, TEACH))
    opened = manifest.read(home / versions.CURRENT)
    alone = Recommender(make_retriever(opened, HashEncoder(), gazetteer=Gazetteer(TOWNS)))
    query = ProfileQuery("je sais réparer, labourer un champ", sources=("orientess",))
    ours = [match for match, _ in recommender.recommend(query).matches]
    assert ours == [match for match, _ in alone.recommend(query).matches]
    assert recommender.order(query.text) == alone.order(query.text)
    phrase, required = "réparer un smartphone", "Réparer des smartphones"
    assert recommender.meeting(phrase, required) is alone.meeting(phrase, required)


def test_imported_occupations_should_be_ranked_with_ours_when_both_are_asked_for(
    recommender: Recommender,
) -> None:
    both = found(recommender, "labourer un champ", sources=("orientess", "rome"))
    assert both[0] == FARM.id
    assert set(both) == {REPAIR.id, TEACH.id, FARM.id}


def test_hosts_should_be_those_near_the_place_with_their_distance(
    recommender: Recommender,
) -> None:
    advice = recommender.recommend(ProfileQuery("réparer des smartphones", place="Lille"))
    (host,) = next(hosts for match, hosts in advice.matches if match.occupation.id == REPAIR.id)
    assert host.record.id == "atelier-phenix"
    assert host.distance_km is not None
    assert host.distance_km < 5


def test_what_a_record_seeks_should_be_offered_to_who_says_it(
    recommender: Recommender,
) -> None:
    advice = recommender.recommend(ProfileQuery("", skills=("Recherche : bénévoles patients",)))
    assert [offer.record.id for offer in advice.offers] == ["clic-pour-tous"]
    assert advice.offers[0].phrase == "Recherche : bénévoles patients"


def test_a_place_that_is_not_understood_should_be_told(recommender: Recommender) -> None:
    advice = recommender.recommend(ProfileQuery("souder", place="Xyzville"))
    assert (advice.place, advice.unknown_place) == (None, "Xyzville")


def test_languages_should_be_told(recommender: Recommender) -> None:
    assert recommender.recommend(ProfileQuery("je soude, je parle arabe")).languages == ("ar",)


def test_occupations_should_be_searched_by_their_names(recommender: Recommender) -> None:
    assert [each.id for each in recommender.occupations("")] == [REPAIR.id, TEACH.id, FARM.id]
    assert recommender.occupations("conducteur de tracteur")[0].id == FARM.id


@pytest.mark.parametrize(
    ("typed", "skills", "texts"),
    [
        ("je sais souder, patient", (), ["souder", "patient", "je sais souder, patient"]),
        ("souder", (), ["souder"]),
        ("", ("souder",), ["souder"]),
        ("", ("souder", "trier", "souder"), ["souder", "trier", "souder, trier, souder"]),
        ("souder", ("souder", "souder"), ["souder"]),
    ],
)
def test_each_distinct_text_should_be_encoded_once(
    recommender: Recommender,
    encoder: SpiedEncoder,
    typed: str,
    skills: tuple[str, ...],
    texts: list[str],
) -> None:
    encoder.queries.clear()
    recommender.recommend(ProfileQuery(typed, skills=skills))
    assert encoder.queries == texts


def test_a_repeated_skill_should_be_answered_as_many_times_as_it_is_stated(
    recommender: Recommender,
) -> None:
    advice = recommender.recommend(ProfileQuery("", skills=("souder", "trier", "souder")))
    assert advice.skills == ("souder", "trier", "souder")


def test_texts_encoded_one_by_one_should_lead_where_they_lead_together(
    recommender: Recommender,
) -> None:
    query = ProfileQuery("je répare des smartphones, je soude, patient", place="Lille")
    read = recommender.read(query)
    piecewise = recommender.answer(
        read, {text: recommender.encode(text) for text in reversed(read.texts)}
    )
    assert outlined(piecewise) == outlined(recommender.recommend(query))


def outlined(advice: Recommendation) -> tuple[object, ...]:
    """All of an advice but its records, which are compared by identifier."""
    matches = [(match, [host.record.id for host in hosts]) for match, hosts in advice.matches]
    offers = [(each.record.id, each.text, each.phrase, each.cosine) for each in advice.offers]
    return (advice.text, advice.skills, matches, offers, advice.place, advice.widened)


def test_without_the_encoder_nothing_should_be_advised(
    searcher: Searcher, small_home: Path
) -> None:
    opened = manifest.read(small_home / versions.CURRENT)
    with pytest.raises(EncoderUnavailable):
        Recommender(make_retriever(opened, None)).recommend(ProfileQuery("souder"))


def test_without_occupations_there_should_be_no_match(small_home: Path) -> None:
    opened = manifest.read(small_home / versions.CURRENT)
    assert found(Recommender(make_retriever(opened, HashEncoder())), "souder") == []


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"text": ""}, "profil"),
        ({"text": "x" * (MAX_PROFILE_CHARS + 1)}, "profil"),
        ({"text": "", "skills": ("souder",) * (MAX_SKILLS + 1)}, "competences"),
        ({"text": "", "skills": ("…",)}, "competences"),
    ],
)
def test_a_profile_out_of_bounds_should_be_refused(fields: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidQuery) as caught:
        ProfileQuery(**fields)
    assert caught.value.field == field


def test_an_occupation_read_back_should_be_the_same(searcher: Searcher) -> None:
    assert searcher.retriever.content.occupations.occupations == (REPAIR, TEACH, FARM)
    assert isinstance(searcher.retriever.content.occupations.occupations[0], Occupation)
