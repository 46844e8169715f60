"""Bearers of names: organisations and programmes, then locations; an open need has no name."""

from __future__ import annotations

from index.indexing.name_bearers import names_of
from index.locations.table import LocationTable
from tests.conftest import make_actor

NONE = LocationTable.of((), {})


def test_the_other_names_and_the_acronym_of_a_record_should_be_its_names() -> None:
    record = make_actor(nom="Emmaüs Connect", sigle="EC", autres_noms=["Connexions solidaires"])
    names = names_of([record], NONE)
    for key in ("emmaus connect", "ec", "connexions solidaires"):
        assert [int(names.facts["owner"][form]) for form in names.records.of_key(key)] == [0]


def test_a_need_should_bear_no_name() -> None:
    need = make_actor(type="besoin", nom="Tenir la caisse")
    assert len(names_of([need], NONE)) == 0
