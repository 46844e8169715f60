"""Tests of the facts of a record for a referral."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from service.referral.facts import MOST_CHARS, Facts, Visit, facts_of
from service.referral.messages import report_text, sms_text
from tests.conftest import make_actor

LINK = "https://orientess.example/fiches/atelier-phenix"
DAY = date(2026, 11, 24)


def facts(room: int = MOST_CHARS, km: float | None = None, /, **fields: Any) -> Facts:
    words = "" if km is None else f"à {km:.0f} km du centre de Lens"
    return facts_of(make_actor(**fields), room, Visit(km, words))


PHENIX = facts(
    nom="Atelier Phénix",
    telephone="+33320000000",
    adresse="1 rue de l'Exemple",
    code_postal="59000",
    commune="Lille",
)
LONGEST = facts(
    nom="Maison des associations " * 6,
    description="Un texte sans fin " * 500,
    telephone="+33320000000",
    site_web="https://exemple.example/" + "a" * 400,
    adresse="Bâtiment " * 100,
    commune="Châlons-en-Champagne",
)


@pytest.mark.parametrize(
    ("may", "text"),
    [
        (["usagers", "professionnels"], "la personne ou un professionnel"),
        (["professionnels", "usagers"], "la personne ou un professionnel"),
        (["professionnels"], "un professionnel seulement"),
        (["usagers"], "la personne"),
        ([], ""),
    ],
)
def test_who_may_make_contact_should_be_told(may: list[str], text: str) -> None:
    assert facts(mobilisable_par=may).contact_by == text


def test_a_referral_that_is_asked_for_should_be_told_with_who_may_make_contact() -> None:
    asked = facts(mobilisable_par=["usagers"], conditions_acces="Sur orientation d'une assistante.")
    assert asked.contact_by == "un professionnel, ou la personne pour se renseigner"


def test_a_site_too_long_to_be_typed_should_still_be_a_link() -> None:
    assert facts(site_web="https://exemple.example/" + "a" * 90).link.endswith("aaa")


def test_a_way_that_cannot_be_followed_should_not_be_told() -> None:
    assert facts(modes_mobilisation=["se-presenter"]).come == ""
    ways = ["telephoner", "se-presenter"]
    reached = facts(modes_mobilisation=ways, telephone="3949", modes_accueil=["a-distance"])
    assert reached.come == "À distance · Téléphoner"


def test_the_price_should_say_its_conditions() -> None:
    text = facts(frais="gratuit-sous-condition", frais_precisions="Selon les revenus.")
    assert text.price == "Gratuit sous condition. Selon les revenus."
    assert facts().price == ""


def test_the_seat_of_who_receives_nobody_should_be_no_address() -> None:
    remote = facts(
        MOST_CHARS,
        3.0,
        commune="Paris",
        modes_accueil=["a-distance"],
        territoires=["france-entiere"],
    )
    assert remote.where == "France entière"
    assert facts(MOST_CHARS, 3.0, commune="Lens", adresse="2 rue Haute").where == (
        "2 rue Haute, Lens, à 3 km du centre de Lens"
    )


SEATED = {
    "adresse": "71 rue Archereau",
    "code_postal": "75019",
    "commune": "Paris",
    "modes_accueil": ["en-presentiel"],
    "territoires": ["france-entiere"],
    "site_web": "https://assis.example/",
}


@pytest.mark.parametrize("km", [None, 31.0, 300.0])
def test_the_seat_of_a_national_scheme_should_be_told_to_nobody_far_from_it(
    km: float | None,
) -> None:
    text = facts(MOST_CHARS, km, **SEATED)
    assert text.where == "France entière"
    assert "Paris" not in sms_text([text], LINK) + report_text([text], [LINK], "", DAY)
    assert "assis.example" in sms_text([text], LINK)


def test_the_seat_of_a_national_scheme_should_be_told_to_who_lives_near() -> None:
    text = facts(MOST_CHARS, 4.0, **SEATED)
    assert text.where == "71 rue Archereau, 75019 Paris, à 4 km du centre de Lens"
    assert "71 rue Archereau" in sms_text([text], LINK)
    unknown = facts(MOST_CHARS, 0.0, **{**SEATED, "adresse": None})
    assert unknown.where == "France entière"


def test_the_names_of_countries_should_keep_their_capital() -> None:
    assert facts(territoires=["france-entiere", "belgique"]).zone == "France entière, Belgique"
    assert facts(publics=["jeunes", "seniors"]).publics == "Jeunes, seniors"


def test_the_services_of_a_record_should_be_told_apart() -> None:
    services = [{"nom": "Cours, en groupe"}, {"nom": "Prêt"}]
    assert facts(services=services).offers == "Cours, en groupe ; Prêt"


def test_hours_should_be_told_in_words_or_as_the_source_writes_them() -> None:
    assert facts(horaires_accueil="Mo-Fr 09:00-12:00").hours.startswith("lundi au vendredi : 9 h")
    assert facts(libelles={"horaires_accueil": ["le matin"]}).hours == "le matin"
    assert facts(horaires_accueil="sur rendez-vous").hours == "sur rendez-vous"


def test_languages_should_be_named_even_those_that_no_filter_knows() -> None:
    assert facts(langues=["fr", "fsl", "sv"]).languages == (
        "français, langue des signes française, suédois"
    )


def test_an_old_record_should_be_told_to_be_checked() -> None:
    assert facts(date_source="2019-03").caution == "Source ancienne"
    assert facts(date_source=f"{date.today():%Y-%m}").caution == ""


def test_a_site_too_long_to_type_should_be_left_to_its_link() -> None:
    assert facts(site_web="https://www.exemple.example/").site == "exemple.example"
    assert LONGEST.site == ""
