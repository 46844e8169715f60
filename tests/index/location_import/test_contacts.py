"""Tests of the means of contact of a place."""

from collections import Counter

import pytest

from index.importers.cells import Cells
from index.location_import import contacts


def cells(**row: str) -> Cells:
    return Cells("liste.csv", 2, row)


@pytest.mark.parametrize(
    ("written", "postal", "expected"),
    [
        ("05 61 65 12 34", "09000", "+33561651234"),
        ("0594370719", "97300", "+594594370719"),
        ("3949", "09000", "3949"),
    ],
)
def test_a_fixed_telephone_should_be_written_in_e164(
    written: str, postal: str, expected: str
) -> None:
    dropped = Counter[str]()
    assert contacts.phone(cells(telephone=written, code_postal=postal), dropped) == expected
    assert not dropped


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("+33400000000", "téléphone masqué"),
        ("04 XX XX XX XX", "téléphone masqué"),
        ("06 12 34 56 78", "téléphone mobile"),
        ("0892 70 12 39", "numéro surtaxé"),
        ("+262972723949", "numéro de téléphone qui n'existe pas"),
    ],
)
def test_a_telephone_that_is_not_of_the_place_should_be_left_out(written: str, reason: str) -> None:
    dropped = Counter[str]()
    assert contacts.phone(cells(telephone=written, code_postal="09000"), dropped) is None
    assert dropped == {reason: 1}


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("contact@lieu.example", "contact@lieu.example"),
        ("msap.couiza@laposte.example", "msap.couiza@laposte.example"),
        ("mediatheque.georges@ville.example", "mediatheque.georges@ville.example"),
        ("alice.dupuis@lieu.example", None),
        ("durand-denis@lieu.example", None),
        ("durand-denis@lieu.example ; accueil@lieu.example", "accueil@lieu.example"),
        ("sans adresse", None),
    ],
)
def test_a_mail_that_names_a_person_should_be_left_out(written: str, expected: str | None) -> None:
    words = {"mediatheque", "georges"}
    assert contacts.mail(cells(courriel=written), words, Counter()) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("www.ads-reunion.example", "https://www.ads-reunion.example"),
        ("HTTP://lieu.example/page", "http://lieu.example/page"),
        ("javascript:alert(1)", None),
        ("https://rendez-vous.example/contact@lieu.example/", None),
        ("", None),
    ],
)
def test_a_site_should_be_a_web_address(written: str, expected: str | None) -> None:
    assert contacts.site(cells(site_web=written), "site_web", Counter()) == expected
