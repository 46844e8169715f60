"""The facts of a record in plain words, the SMS and the report."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from service.referral.facts import ROOMS, Facts, clip, clip_list, facts_of
from service.referral.messages import FIRST_NAME_CHARS, GSM, plain, report_text, sms_text
from tests.conftest import make_actor

LINK = "https://orientess.example/fiches/atelier-phenix"
DAY = date(2026, 11, 24)


def facts(room: int = ROOMS[0], km: float | None = None, /, **fields: Any) -> Facts:
    return facts_of(make_actor(**fields), room, km)


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


@pytest.mark.parametrize("room", [5, 20, 21, 40])
def test_a_long_text_should_be_cut_at_the_end_of_a_word(room: int) -> None:
    cut = clip("Gratuit pour les personnes inscrites", room)
    assert len(cut) <= room
    words = cut.removesuffix("…").split()
    assert room < len("Gratuit") or "Gratuit pour les personnes inscrites".startswith(
        " ".join(words)
    )


def test_a_short_text_should_be_left_whole_in_one_line() -> None:
    assert clip("Sur\n  inscription.", 20) == "Sur inscription."


def test_a_word_without_end_should_be_cut_too() -> None:
    assert clip("x" * 500, 50) == "x" * 49 + "…"


@pytest.mark.parametrize(
    ("may", "told"),
    [
        (["usagers", "professionnels"], "la personne ou un professionnel"),
        (["professionnels", "usagers"], "la personne ou un professionnel"),
        (["professionnels"], "un professionnel seulement"),
        (["usagers"], "la personne"),
        ([], ""),
    ],
)
def test_who_may_make_contact_should_be_told(may: list[str], told: str) -> None:
    assert facts(mobilisable_par=may).who == told


def test_a_way_that_cannot_be_followed_should_not_be_told() -> None:
    ways = ["telephoner", "se-presenter"]
    assert facts(modes_mobilisation=ways).come == ""
    reached = facts(modes_mobilisation=ways, telephone="3949", modes_accueil=["a-distance"])
    assert reached.come == "À distance · Téléphoner"


def test_the_price_should_say_its_conditions() -> None:
    told = facts(frais="gratuit-sous-condition", frais_precisions="Selon les revenus.")
    assert told.price == "Gratuit sous condition. Selon les revenus."
    assert facts().price == ""


def test_the_seat_of_who_receives_nobody_should_be_no_address() -> None:
    remote = facts(
        ROOMS[0], 3.0, commune="Paris", modes_accueil=["a-distance"], territoires=["france-entiere"]
    )
    assert remote.where == "France entière"
    assert facts(ROOMS[0], 3.0, commune="Lens", adresse="2 rue Haute").where == (
        "2 rue Haute, Lens, à 3 km"
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
    told = facts(ROOMS[0], km, **SEATED)
    assert told.where == "France entière"
    assert "Paris" not in sms_text([told], LINK) + report_text([told], [LINK], "", DAY)
    assert "assis.example" in sms_text([told], LINK)


def test_the_seat_of_a_national_scheme_should_be_told_to_who_lives_near() -> None:
    told = facts(ROOMS[0], 4.0, **SEATED)
    assert told.where == "71 rue Archereau, 75019 Paris, à 4 km"
    assert "71 rue Archereau" in sms_text([told], LINK)
    unknown = facts(ROOMS[0], 0.0, **{**SEATED, "adresse": None})
    assert unknown.where == "France entière"


def test_the_names_of_countries_should_keep_their_capital() -> None:
    assert facts(territoires=["france-entiere", "belgique"]).zone == "France entière, Belgique"
    assert facts(publics=["jeunes", "seniors"]).publics == "Jeunes, seniors"


@pytest.mark.parametrize(
    ("room", "told"),
    [
        (37, "Cours ; Prêt d'ordinateur ; Dépannage"),
        (36, "Cours ; Prêt d'ordinateur ; …"),
        (20, "Cours ; …"),
        (4, "Cou…"),
    ],
)
def test_a_long_list_should_be_cut_between_its_items(room: int, told: str) -> None:
    assert clip_list(["Cours", "Prêt  d'ordinateur", "Dépannage"], room, " ; ") == told


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
    old = (date.today() - timedelta(days=731)).isoformat()
    assert facts(date_maj=old).caution == "à vérifier : fiche ancienne"
    assert facts(a_reverifier=True).caution == "à vérifier : sources anciennes"
    assert facts(date_maj=date.today().isoformat()).caution == ""


def test_a_site_too_long_to_type_should_be_left_to_its_link() -> None:
    assert facts(site_web="https://www.exemple.example/").site == "exemple.example"
    assert LONGEST.site == ""


def test_an_sms_should_say_the_name_the_phone_the_address_and_the_link() -> None:
    assert sms_text([PHENIX], LINK).splitlines() == [
        "Bonjour, voici où aller :",
        "Atelier Phénix",
        "03 20 00 00 00",
        "1 rue de l'Exemple, 59000 Lille",
        LINK,
    ]


def test_an_sms_about_more_records_should_number_them_and_set_them_apart() -> None:
    remote = facts(nom="Réseau Libre", site_web="https://libre.example/")
    assert sms_text([PHENIX, remote], LINK).split("\n\n") == [
        "Bonjour, voici où aller :",
        "1. Atelier Phénix\n03 20 00 00 00\n1 rue de l'Exemple, 59000 Lille",
        "2. Réseau Libre\nlibre.example",
        LINK,
    ]


def test_an_sms_should_send_nowhere_when_no_address_is_known() -> None:
    told = facts(nom="Réseau Libre", site_web="https://libre.example/")
    assert sms_text([told], LINK).startswith("Bonjour, voici qui contacter :\n")


def test_an_sms_should_say_that_only_a_professional_may_make_contact() -> None:
    told = facts(telephone="3949", mobilisable_par=["professionnels"])
    assert "3949 (passer par un professionnel)" in sms_text([told], LINK).splitlines()
    both = facts(telephone="3949", mobilisable_par=["professionnels", "usagers"])
    assert "professionnel" not in sms_text([both], LINK)


def test_an_sms_about_who_cannot_be_reached_should_say_to_ask() -> None:
    assert "contact à demander" in sms_text([facts()], LINK).splitlines()
    assert "contact à demander" not in sms_text([facts(telephone="3949")], LINK)


def test_an_sms_should_give_the_site_of_who_has_no_phone() -> None:
    told = facts(nom="Réseau Libre", site_web="https://libre.example/")
    assert "libre.example" in sms_text([told], LINK).splitlines()


@pytest.mark.parametrize("told", [PHENIX, LONGEST, facts()])
@pytest.mark.parametrize("link", [LINK, "https://orientess.example/fiches/" + "a" * 120])
def test_an_sms_about_one_record_should_hold_in_320_characters(told: Facts, link: str) -> None:
    text = sms_text([told], link)
    assert len(text) + len(" ") + FIRST_NAME_CHARS <= 320
    assert text.endswith(link)


@pytest.mark.parametrize("number", [2, 3])
def test_an_sms_about_more_records_should_name_each(number: int) -> None:
    text = sms_text([PHENIX, LONGEST, PHENIX][:number], LINK)
    assert len(text) + 1 + FIRST_NAME_CHARS <= 306 + 153 * (number - 1)
    assert text.count("03 20 00 00 00") == number


def test_an_sms_should_keep_to_the_alphabet_of_phones() -> None:
    told = facts(
        nom="L’Œuvre – « Ça Gêne à Noël »", adresse="8, allée\u202fdes Îles", commune="Sète"
    )
    text = sms_text([told], LINK)
    assert set(text) <= GSM
    assert 'L\'OEuvre - "Ça Gene à Noel"' in text


def test_what_the_alphabet_of_phones_cannot_say_should_be_left_as_it_is() -> None:
    assert plain("Дім é ô") == "Дім é o"


def test_a_report_should_say_the_day_the_need_and_where_to() -> None:
    told = facts(
        nom="Atelier Phénix",
        commune="Lille",
        adresse="1 rue de l'Exemple",
        telephone="+33320000000",
        mobilisable_par=["professionnels"],
    )
    assert report_text([told], [LINK], "ordi pas cher", DAY).splitlines() == [
        "Orientation du 24 novembre 2026.",
        "Besoin : « ordi pas cher ».",
        "Structures proposées :",
        "- Atelier Phénix : Lille, 03 20 00 00 00, contact par un professionnel seulement, " + LINK,
    ]


def test_a_report_without_a_need_should_not_speak_of_it() -> None:
    assert "Besoin" not in report_text([PHENIX], [LINK], "", DAY)
