"""JSON of records: written once, as long as nothing in it may have changed."""

from __future__ import annotations

import json
from datetime import date

import pytest

from service.runtime import record_json
from service.runtime.record_json import RecordJson
from tests.conftest import SMALL_CATALOGUE, make_actor

RECORD = SMALL_CATALOGUE[0]


class _Day(date):
    """A day chosen by a test."""

    chosen = date(2026, 11, 30)

    @classmethod
    def today(cls) -> date:  # type: ignore[override]
        return cls.chosen


def test_a_record_should_be_written_as_its_model_writes_it() -> None:
    assert RecordJson().writer("v1")(RECORD) == RECORD.model_dump_json().encode()


def test_a_record_should_be_written_once_for_an_index() -> None:
    written = RecordJson()
    first = written.whole(RECORD, "v1")
    assert written.whole(RECORD, "v1") is first
    changed = make_actor(id=RECORD.id, nom="Un autre nom")
    assert json.loads(written.whole(changed, "v2"))["nom"] == "Un autre nom"


def test_a_record_should_be_written_again_the_next_month(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record_json, "date", _Day)
    written = RecordJson()
    november = written.whole(RECORD, "v1")
    monkeypatch.setattr(_Day, "chosen", date(2026, 12, 1))
    assert written.whole(RECORD, "v1") is not november


def test_the_oldest_record_should_be_forgotten_first() -> None:
    written = RecordJson(kept_max=2)
    first, second, _third = (written.whole(record, "v1") for record in SMALL_CATALOGUE[:3])
    assert written.whole(SMALL_CATALOGUE[1], "v1") is second
    assert written.whole(SMALL_CATALOGUE[0], "v1") is not first


def test_some_fields_should_be_written_alone_and_absent_ones_left_out() -> None:
    write = RecordJson().writer("v1", frozenset({"nom", "a_reverifier", "date_fin"}))
    assert json.loads(write(RECORD)) == {"nom": RECORD.nom, "a_reverifier": RECORD.a_reverifier}
