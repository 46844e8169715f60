"""Coded fields: which codes keep a record when one filters by them."""

from __future__ import annotations

from index.records.coded_fields import FIELDS, WIDTH, columns_of, selecting_codes, unpacked
from tests.conftest import SMALL_CATALOGUE, make_actor


def _kept_by(codes: str, **fields: object) -> set[str]:
    """The codes of a field that keep a record."""
    (field,) = [each for each in FIELDS if each.name == codes]
    row = unpacked(selecting_codes([make_actor(**fields)]))[0, columns_of(field)]
    return {code for code, kept in zip(field.labels, row, strict=True) if kept}


def test_a_code_should_keep_the_records_that_have_it() -> None:
    assert _kept_by("frais", frais="gratuit") == {"gratuit"}
    assert _kept_by("frais") == set()


def test_every_audience_should_keep_a_record_for_everybody() -> None:
    assert "seniors" in _kept_by("publics", publics=["tous-publics"])
    assert "familles" not in _kept_by("publics", publics=["seniors"])


def test_each_code_should_have_one_column() -> None:
    packed = selecting_codes(SMALL_CATALOGUE)
    assert unpacked(packed).shape == (len(SMALL_CATALOGUE), WIDTH)
    assert columns_of(FIELDS[1]).start == len(FIELDS[0].labels)
    assert columns_of(FIELDS[-1]).stop == WIDTH
