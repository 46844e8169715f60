"""Tests of the forms of an export."""

from __future__ import annotations

import json

import pytest

from index.exporters.forms import FORMS
from tests.conftest import SMALL_CATALOGUE


@pytest.mark.parametrize("name", FORMS)
def test_a_form_should_write_the_records_that_it_can_hold(name: str) -> None:
    text = "".join(FORMS[name].lines(SMALL_CATALOGUE, "v"))
    assert text.endswith("\n")
    if not FORMS[name].is_standard:
        assert all(record.id in text for record in SMALL_CATALOGUE)


def test_a_collection_should_say_its_version() -> None:
    assert json.loads("".join(FORMS["geojson"].lines([], "v12")))["version_index"] == "v12"


def test_a_table_for_excel_should_be_split_at_semicolons() -> None:
    plain, excel = (next(iter(FORMS[name].lines([], "v"))) for name in ("csv", "csv-excel"))
    assert plain.startswith("id,")
    assert "id;" in excel
