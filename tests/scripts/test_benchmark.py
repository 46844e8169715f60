"""Measure of the service: what is sent to it, and the figures that are told."""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from scripts.benchmark import (
    MATCH_SKILLS,
    PROFILES,
    SKILLS,
    Client,
    distinct_profiles,
    measure_skills,
)
from tests.service.process import served


@pytest.fixture(scope="module")
def client(small_home: Path) -> Iterator[Client]:
    """A client of a service without its encoder."""
    with served(small_home) as (_, address):
        opened = Client(int(address.rpartition(":")[2]))
        yield opened
        opened.close()


@pytest.mark.catalogue
def test_profiles_should_all_be_different_lists_of_six_skills() -> None:
    profiles = distinct_profiles(PROFILES)
    assert {len(profile) for profile in profiles} == {SKILLS}
    assert len({skill for profile in profiles for skill in profile}) == PROFILES * SKILLS


def test_lists_of_skills_should_be_timed_by_median_and_95th_percentile() -> None:
    sent: list[tuple[str, Mapping[str, object]]] = []

    class Answering(Client):
        def post(self, path: str, content: Mapping[str, object]) -> bytes:
            sent.append((path, content))
            return b"{}"

    told = measure_skills(Answering(0), [["souder"], ["coudre"], ["lire"]])
    assert list(told) == [
        "match/skills_six_compétences_p50_ms",
        "match/skills_six_compétences_p95_ms",
    ]
    assert [content for path, content in sent[1:] if path == MATCH_SKILLS] == [
        {"competences": ["souder"]},
        {"competences": ["coudre"]},
        {"competences": ["lire"]},
    ]


@pytest.mark.slow
def test_json_should_be_sent_and_an_error_raised(client: Client) -> None:
    found = client.post("/api/v1/search", {"q": "réparer un smartphone"})
    assert b"atelier-phenix" in gzip.decompress(found)
    with pytest.raises(RuntimeError, match="match/skills : 503"):
        client.post(MATCH_SKILLS, {"competences": ["souder"]})
