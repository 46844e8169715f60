"""Tests of the text message and of the report."""

from __future__ import annotations

import pytest

from service.referral.facts import Facts
from service.referral.messages import FIRST_NAME_CHARS, GSM, plain, report_text, sms_text
from tests.service.referral.test_facts import DAY, LINK, LONGEST, PHENIX, facts


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
    text = facts(nom="Réseau Libre", site_web="https://libre.example/")
    assert sms_text([text], LINK).startswith("Bonjour, voici qui contacter :\n")


def test_an_sms_should_say_that_only_a_professional_may_make_contact() -> None:
    text = facts(telephone="3949", mobilisable_par=["professionnels"])
    assert "39 49 (passer par un professionnel)" in sms_text([text], LINK).splitlines()
    both = facts(telephone="3949", mobilisable_par=["professionnels", "usagers"])
    assert "professionnel" not in sms_text([both], LINK)


def test_an_sms_about_who_cannot_be_reached_should_say_to_ask() -> None:
    assert "contact à demander" in sms_text([facts()], LINK).splitlines()
    assert "contact à demander" not in sms_text([facts(telephone="3949")], LINK)


def test_an_sms_about_a_place_without_contact_should_say_so_and_where_it_is() -> None:
    place = facts(adresse="8 rue Lafaurie", code_postal="09000", commune="Foix")
    assert "Contact inconnu" in sms_text([place], LINK).splitlines()
    assert "8 rue Lafaurie, 09000 Foix" in sms_text([place], LINK)


def test_an_sms_should_give_the_site_of_who_has_no_phone() -> None:
    text = facts(nom="Réseau Libre", site_web="https://libre.example/")
    assert "libre.example" in sms_text([text], LINK).splitlines()


@pytest.mark.parametrize("texts", [PHENIX, LONGEST, facts()])
@pytest.mark.parametrize("link", [LINK, "https://orientess.example/fiches/" + "a" * 120])
def test_an_sms_about_one_record_should_hold_in_320_characters(texts: Facts, link: str) -> None:
    text = sms_text([texts], link)
    assert len(text) + len(" ") + FIRST_NAME_CHARS <= 320
    assert text.endswith(link)


@pytest.mark.parametrize("number", [2, 3])
def test_an_sms_about_more_records_should_name_each(number: int) -> None:
    text = sms_text([PHENIX, LONGEST, PHENIX][:number], LINK)
    assert len(text) + 1 + FIRST_NAME_CHARS <= 306 + 153 * (number - 1)
    assert text.count("03 20 00 00 00") == number


def test_an_sms_should_keep_to_the_alphabet_of_phones() -> None:
    texts = facts(
        nom="L’Œuvre – « Ça Gêne à Noël »", adresse="8, allée\u202fdes Îles", commune="Sète"
    )
    text = sms_text([texts], LINK)
    assert set(text) <= GSM
    assert 'L\'OEuvre - "Ça Gene à Noel"' in text


def test_what_the_alphabet_of_phones_cannot_say_should_be_left_as_it_is() -> None:
    assert plain("Дім é ô") == "Дім é o"


def test_a_report_should_say_the_day_the_need_and_where_to() -> None:
    text = facts(
        nom="Atelier Phénix",
        commune="Lille",
        adresse="1 rue de l'Exemple",
        telephone="+33320000000",
        mobilisable_par=["professionnels"],
    )
    assert report_text([text], [LINK], "ordi pas cher", DAY).splitlines() == [
        "Orientation du 24 novembre 2026.",
        "Besoin : « ordi pas cher ».",
        "Structures proposées :",
        "- Atelier Phénix : Lille, 03 20 00 00 00, contact par un professionnel seulement, " + LINK,
    ]


def test_a_report_without_a_need_should_not_speak_of_it() -> None:
    assert "Besoin" not in report_text([PHENIX], [LINK], "", DAY)
