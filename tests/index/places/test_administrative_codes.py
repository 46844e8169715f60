"""Administrative codes: régions, their départements, and their codes among the territories."""

from __future__ import annotations

import re

import pytest

from index.places.administrative_codes import (
    COUNTRY_OF,
    DEPARTEMENTS_OF,
    POSTAL_CODE,
    REGION_SLUGS,
)
from index.records.code_lists import TERRITOIRES


def test_every_region_should_have_departements_and_a_territory() -> None:
    assert set(DEPARTEMENTS_OF) == set(REGION_SLUGS)
    assert set(REGION_SLUGS.values()) | set(COUNTRY_OF) <= set(TERRITOIRES.labels)


def test_a_departement_should_be_in_one_region() -> None:
    codes = [code for listed in DEPARTEMENTS_OF.values() for code in listed.split()]
    assert len(codes) == len(set(codes)) == 107
    assert all(re.fullmatch(r"\d{2,3}|2[AB]", code) for code in codes)


@pytest.mark.parametrize(
    ("text", "is_code"), [("59000", True), ("5900", False), ("2A004", False), ("590000", False)]
)
def test_a_postal_code_should_be_five_figures(text: str, is_code: bool) -> None:
    assert (POSTAL_CODE.fullmatch(text) is not None) is is_code
