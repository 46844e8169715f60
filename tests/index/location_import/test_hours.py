"""Tests of the reading of opening hours written in French."""

import pytest

from index.location_import.hours import osm_hours


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (
            "Lu 13:30 - 17:00; Ma 09:00 - 12:00 / 13:30 - 17:00; Ve 09:00 - 12:00 / 13:30 - 17:00",
            "Mo 13:30-17:00; Tu,Fr 09:00-12:00,13:30-17:00",
        ),
        ("Tu-Fr 09:00-12:00,14:00-17:00; Th off", "Tu,We,Fr 09:00-12:00,14:00-17:00"),
        ("9h-12h et 14h-17h du lundi au vendredi", "Mo-Fr 09:00-12:00,14:00-17:00"),
        ("Lundi - Jeudi : 9h-12h / 14h-17h Vendredi : 9h-12h",
         "Mo-Th 09:00-12:00,14:00-17:00; Fr 09:00-12:00"),
        ("Lu 08:30-12:00-13:00-16:30", "Mo 08:30-12:00,13:00-16:30"),
        ("Lundi, mercredi et jeudi de 9 à 12h et de 14 à 18h30",
         "Mo,We,Th 09:00-12:00,14:00-18:30"),
        ("mardi matin 9h-10h30", "Tu 09:00-10:30"),
        ("Mardi 16 h 18 h Mercredi : 9 h 30 12 h", "Tu 16:00-18:00; We 09:30-12:00"),
        ("mardi de 10h à 12h, le mardi de 14h à 16h", "Tu 10:00-12:00,14:00-16:00"),
        ("lundi - mardi - jeudi : 9h-12h", "Mo,Tu,Th 09:00-12:00"),
        ("Lu Fermé; Ma 14h-18h; Sa", "Tu 14:00-18:00"),
        ("Lu 00:00 - 00:00 / 08:30 - 16:00", "Mo 08:30-16:00"),
        ("Lu 09h-12h / 12h-17h", "Mo 09:00-17:00"),
        ("du samedi au lundi, 10h-12h", "Mo,Sa,Su 10:00-12:00"),
    ],
)  # fmt: skip
def test_hours_in_french_should_become_those_of_openstreetmap(written: str, expected: str) -> None:
    assert osm_hours(written) == expected


@pytest.mark.parametrize(
    "written",
    [
        "",
        "11.5 h/semaine",
        "Du lundi au vendredi",
        "9h-12h / 14h-17h",
        "Mardi de 9h à 12h sur rendez-vous",
        "Les deuxièmes mercredis du mois de 14h00 à 17h00",
        "samedi APRÈS-MIDI Tous Les 15 jours de 14H à 16h",
        "Lundi au vendredi : 9h à 18h (lundi et jeudi matin fermé)",
        "Ma 14h-22h; Me 13h-18h; Je Sur RDV",
        "Lu 09:00 - 12:30 / 09:00 - 17:00 / 14:00 - 17:00",
        "Mo-Th 08:30-12:30,13:30-17:30; Fr 08:30-12:30-13:30",
        "Tu 18:00-18:00",
        "Fr 19:00-11:00",
        "Th 01:00-12:00",
        "Mo-Fr sunrise-sunset",
        "Je 9h-12h30 et 13h30-17h/16h30",
        "mardi après-midi",
        "Lu 9h-12h; Lu 14h-18h",
        "Mardi 14h-17h17",
        "Mardi 25h-26h",
        "Mardi de 9h à",
    ],
)
def test_hours_that_are_not_wholly_understood_should_give_none(written: str) -> None:
    assert osm_hours(written) is None
