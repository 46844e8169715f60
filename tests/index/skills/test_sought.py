"""Tests of what records seek."""

from __future__ import annotations

from collections.abc import Iterable

from index.search.retriever import Retriever
from index.skills.sought import Sought, SoughtHelp


def names(found: Iterable[Sought]) -> list[str]:
    return [each.record.id for each in found]


def test_a_need_past_its_last_day_is_not_listed(helped: Retriever) -> None:
    assert "besoin-passe" not in names(SoughtHelp(helped).open_needs("", None))


def test_needs_that_end_first_come_first_those_without_end_last(helped: Retriever) -> None:
    listed = names(SoughtHelp(helped).open_needs("", None))
    assert listed == ["besoin-bientot-fini", "besoin-a-venir", "besoin-sans-fin"]


def test_needs_are_listed_by_skill(helped: Retriever) -> None:
    listed = names(SoughtHelp(helped).open_needs("zzz qqq", None))
    assert "besoin-bientot-fini" not in listed


def test_organisations_that_say_what_they_seek_are_listed_without_needs(helped: Retriever) -> None:
    help_sought = SoughtHelp(helped)
    assert names(help_sought.organisations("", None)) == ["emplois"]
    assert names(help_sought.organisations("", helped.place_named("Lyon"))) == ["emplois"]
    assert names(help_sought.organisations("zzz qqq", None)) == []
