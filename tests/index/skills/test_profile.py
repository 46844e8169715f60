"""Profiles: what somebody says of themselves, cut into skills."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.facts.marks import Mark
from index.facts.sorting import CONDITION, SKILL, STATE
from index.skills.profile import MAX_SKILLS, marked_profile, read_profile


@pytest.mark.parametrize(
    ("text", "skills"),
    [
        pytest.param(
            "je sais souder, je suis patient avec les personnes âgées, je parle arabe",
            ("souder", "patient avec les personnes âgées"),
            id="clauses in the first person",
        ),
        pytest.param("tri, Excel / soudure + inventaire", ("tri", "Excel", "soudure", "inventaire"),
                     id="a list"),
        pytest.param("Je répare et je vends des vélos.", ("répare", "vends des vélos"), id="and"),
        pytest.param("je ne sais pas coder mais j'anime des ateliers", ("anime des ateliers",),
                     id="what is denied"),
        pytest.param("Je cherche un emploi, temps partiel. Je couds.", ("couds",),
                     id="what is wished"),
        pytest.param("j'ai 17 ans, je monte des PC", ("monte des PC",), id="who one is"),
        pytest.param("je lache rien, jdemonte des consoles", ("lache rien", "demonte des consoles"),
                     id="letters stuck together"),
        pytest.param("Bonjour, merci", (), id="nothing"),
        pytest.param("bonjour je sais coudre et cuisiner", ("coudre", "cuisiner"), id="a greeting"),
        pytest.param("je fais un peu de couture", ("couture — un peu",), id="a little"),
        pytest.param("répondre aux demandes des usagers, écouter",
                     ("répondre aux demandes des usagers", "écouter"), id="a word of wishes"),
    ],
)  # fmt: skip
def test_what_somebody_can_do_should_be_cut_out(text: str, skills: tuple[str, ...]) -> None:
    assert read_profile(text).skills == skills


@pytest.mark.parametrize(
    ("text", "languages"),
    [
        ("je parle arabe et turc", ("ar", "tr")),
        ("Anglais courant, espagnol.", ("en", "es")),
        ("J'enseigne l'anglais au collège", ()),
        ("je ne parle pas anglais, je sais souder", ()),
        ("je voudrais apprendre l'anglais, je parle arabe", ("ar",)),
    ],
)
def test_the_languages_spoken_should_be_told(text: str, languages: tuple[str, ...]) -> None:
    assert read_profile(text).languages == languages


@pytest.mark.parametrize(
    ("text", "ways"),
    [
        ("Je cherche un emploi", ("emploi",)),
        ("je voudrais un contrat d'insertion ou une formation", ("formation", "insertion")),
        ("Je propose mes mardis comme bénévole", ("benevolat",)),
        ("J'ai travaillé dans un emploi aidé", ()),
        ("j'accompagne les demandeurs d'emploi", ()),
    ],
)
def test_what_is_looked_for_should_be_told_from_what_was_done(
    text: str, ways: tuple[str, ...]
) -> None:
    assert read_profile(text).constraints == ways


@pytest.mark.parametrize(
    ("text", "skills"),
    [
        ("Le tableur, je débute. Je couds.", ("Le tableur — un peu", "couds")),
        ("Excel : débutant, Word : maîtrise", ("Excel — un peu", "Word")),
        ("je me débrouille sur téléphone, pas plus", ("sur téléphone — un peu",)),
        ("j'ai peu de patience, je couds un peu", ("couds — un peu",)),
        ("je m'y connais un peu en jardinage", ("jardinage — un peu",)),
        ("un p'tit peu de menuiserie, mon permis depuis 10 ans", ("menuiserie — un peu",)),
    ],
)
def test_a_level_told_alone_should_be_that_of_what_came_before(
    text: str, skills: tuple[str, ...]
) -> None:
    assert read_profile(text).skills == skills


@pytest.mark.parametrize(
    ("text", "languages", "basic"),
    [
        ("Anglais : niveau scolaire, arabe courant", ("en", "ar"), {"en"}),
        ("Espagnol (notions), anglais B2", ("es", "en"), {"es"}),
        ("je parle un peu turc et couramment russe", ("tr", "ru"), {"tr"}),
    ],
)
def test_a_language_spoken_a_little_should_be_told_so(
    text: str, languages: tuple[str, ...], basic: set[str]
) -> None:
    profile = read_profile(text)
    assert profile.languages == languages
    assert profile.basic == basic
    assert profile.skills == ()


@pytest.mark.parametrize(
    ("text", "licences", "skills"),
    [
        ("Permis B, C, et la FIMO", ("B", "C", "fimo"), ()),
        ("chauffeur permis A et B", ("A", "B"), ("chauffeur",)),
        ("caces 1 3 5, inventaire", ("caces-chariot",), ("inventaire",)),
        ("je ne sais pas coder, pas de permis", (), ()),
        ("je cherche une formation SST", (), ()),
    ],
)
def test_licences_should_be_facts_and_no_skills(
    text: str, licences: tuple[str, ...], skills: tuple[str, ...]
) -> None:
    profile = read_profile(text)
    assert profile.licences == licences
    assert profile.skills == skills


@settings(deadline=None)
@given(st.text(max_size=400))
def test_any_text_should_be_read_within_bounds(text: str) -> None:
    profile = read_profile(text)
    assert len(profile.skills) <= MAX_SKILLS
    assert all(skill.strip() for skill in profile.skills)


def test_a_run_of_full_stops_should_end_a_sentence_once() -> None:
    assert read_profile("souder" + "." * 4_000 + " trier").skills == ("souder", "trier")
    endless = "souder" + "!" * 4_000 + "x"
    assert read_profile(endless).skills == (endless,)


def test_what_is_wished_denied_or_personal_should_be_kept_apart() -> None:
    profile = read_profile("je sais souder, pas le week-end, je suis au RSA, je voudrais du calme")
    assert profile.skills == ("souder",)
    assert profile.asides == ("pas le week-end", "au RSA", "voudrais du calme")


@pytest.mark.parametrize(
    ("text", "skills"),
    [
        ("أجيد الخياطة وأعرف الطبخ", ("أجيد الخياطة", "أعرف الطبخ")),
        ("вмію шити, але не кажу", ("вмію шити", "не кажу")),
        ("g fé dla peintur é jsé coudre", ("g fé dla peintur", "coudre")),
    ],
)
def test_clauses_should_be_cut_in_every_language(text: str, skills: tuple[str, ...]) -> None:
    assert read_profile(text).skills == skills


def test_marks_should_tell_skills_from_what_is_asked_of_a_job() -> None:
    text = "RQTH pour le dos, je couds des rideaux, permis B, horaires de jour"
    marks = (
        Mark(STATE, "RQTH"),
        Mark(SKILL, "couds des rideaux"),
        Mark(CONDITION, "horaires de jour"),
    )
    profile = marked_profile(text, marks)
    assert profile.skills == ("couds des rideaux",)
    assert profile.licences == ("B",)
    assert profile.asides == ("horaires de jour", "RQTH pour le dos")
