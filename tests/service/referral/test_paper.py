"""Tests of the room of a printed sheet."""

from __future__ import annotations

from typing import Any

import pytest

from index.search.searcher import Searcher
from service.referral.facts import MOST_CHARS, Facts, Visit, facts_of
from service.referral.paper import fits_one_page, limits, paper_lines
from service.referral.shortlist import Shortlist
from tests.conftest import make_actor

LONG = "Une phrase qui ne finit jamais et que rien n'arrête " * 15
NEEDED = {
    "horaires_accueil": "Mo 10:00-12:00; Tu-Fr 10:00-12:00,13:30-17:00; Sa 09:00-11:45",
    "frais": "gratuit-sous-condition",
    "frais_precisions": "Entrée et consultation gratuites par la loi ; l'emprunt, l'impression ou "
    "le temps d'ordinateur peuvent être payants selon le lieu.",
    "adresse": "173 rue de l'Épeule, bureau de poste, au fond de la cour à gauche",
    "code_postal": "59100",
    "commune": "Roubaix",
    "telephone": "+33320010845",
}
"""Hours, price, address and telephone as long as many records have them."""


def wordy(**fields: Any) -> Any:
    """A record whose texts that may be cut are too long for a sheet of three."""
    return make_actor(
        description=LONG,
        services=[{"nom": f"Un service au nom très long, numéro {each}"} for each in range(20)],
        conditions_acces=LONG,
        langues=["fr", "en", "ar", "uk"],
        **NEEDED,
        **fields,
    )


def sheet(searcher: Searcher, *records: Any) -> list[Facts]:
    return Shortlist(records, [""] * len(records), 0, 0, "", "").sheet(searcher)


def needed(facts: Facts) -> tuple[str, ...]:
    return facts.hours, facts.price, facts.address, facts.phone


@pytest.fixture
def at_ease(searcher: Searcher, monkeypatch: pytest.MonkeyPatch) -> Searcher:
    """A search engine whose short-lists hold records that it does not know."""
    monkeypatch.setattr(
        Shortlist, "visits", lambda self, _: ((each, Visit()) for each in self.records)
    )
    return searcher


def test_hours_price_address_and_phone_should_be_whole_on_a_sheet_of_three(
    at_ease: Searcher,
) -> None:
    records = [wordy(id=f"bavarde-{number}", nom=f"Bavarde {number}") for number in range(3)]
    entries = sheet(at_ease, *records)
    assert fits_one_page(entries)
    for record, facts in zip(records, entries, strict=True):
        assert needed(facts) == needed(facts_of(record))
        assert "…" not in "".join(needed(facts))
        assert len(facts.summary) < 100


def test_texts_should_be_cut_only_when_the_page_is_full(at_ease: Searcher) -> None:
    (alone,) = sheet(at_ease, make_actor(**NEEDED, conditions_acces="Venir avec une pièce."))
    assert alone == facts_of(alone.record)


def test_the_needed_texts_should_be_cut_once_the_others_are_left_out() -> None:
    tried = list(limits())
    assert tried == sorted(tried, key=lambda pair: (pair[1], pair[0]), reverse=True)
    assert {optional for optional, most in tried if most < MOST_CHARS} == {0}
    bare = facts_of(wordy(), 0)
    assert (bare.summary, bare.offers, bare.come, bare.languages) == ("", "", "", "")
    assert bare.conditions
    assert needed(bare) == needed(facts_of(wordy()))


def test_a_record_should_take_more_of_the_page_the_more_it_says() -> None:
    said = [paper_lines(facts_of(wordy(), most), 3) for most in (0, 90, 450)]
    assert said == sorted(set(said))
    quiet = facts_of(make_actor(telephone=None))
    assert quiet.silent
    assert paper_lines(quiet, 1) < said[0]
