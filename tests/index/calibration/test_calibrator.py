"""Confidence of a catalogue, fitted before it is published."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from index.artefact import manifest, versions
from index.artefact.content import CONFIDENCE
from index.artefact.manifest import Artefact
from index.calibration.calibrator import Calibrator, read_requests
from index.errors import CalibrationError
from index.indexing.build import build
from index.search.catalogue_fit import read_fit
from index.search.query import Query
from index.taxonomy.thesaurus import Thesaurus
from index.text.synonyms import Synonyms
from tests.conftest import SMALL_CATALOGUE, make_thesaurus
from tests.hash_encoder import HashEncoder
from tests.index.calibration.conftest import OUTSIDE, workshops
from tests.searchers import calibration, make_retriever


def _query(text: str) -> Query:
    return Query(text, anywhere=True)


def calibrator(encoder: HashEncoder | None = None) -> Calibrator:
    return Calibrator(encoder, calibration(), Synonyms(), [OUTSIDE])


def test_a_catalogue_should_be_published_with_its_own_confidence(tmp_path: Path) -> None:
    examples = Thesaurus({}, {}, OUTSIDE[::2])
    fit = calibrator(HashEncoder()).fit
    build(workshops(), HashEncoder(), "hash", tmp_path, thesaurus=examples, fit=fit)
    opened = manifest.read(tmp_path / versions.CURRENT)
    assert CONFIDENCE in opened.manifest.files
    search = make_retriever(opened, HashEncoder()).calibration.search
    assert search.fit.encoder == "hash"
    assert search.hybrid != calibration().search.hybrid
    assert search.foreign == calibration().search.foreign


def test_the_same_catalogue_should_be_fitted_to_the_last_byte(workshop_index: Artefact) -> None:
    first, second = (calibrator(HashEncoder()).fit(workshop_index) for _ in "12")
    assert first == second


def test_the_same_catalogue_fitted_again_should_add_no_version(tmp_path: Path) -> None:
    for _ in "12":
        build(SMALL_CATALOGUE, HashEncoder(), "hash", tmp_path, fit=calibrator(HashEncoder()).fit)
    assert len(versions.versions(tmp_path)) == 1


def test_a_tiny_catalogue_should_keep_the_judged_rules(tmp_path: Path) -> None:
    build(SMALL_CATALOGUE, HashEncoder(), "hash", tmp_path, fit=calibrator(HashEncoder()).fit)
    opened = manifest.read(tmp_path / versions.CURRENT)
    fit = read_fit(opened.content.confidence)
    assert fit is not None
    assert not fit.rules
    assert make_retriever(opened, HashEncoder()).calibration == calibration()


def test_without_encoder_the_rule_of_words_should_be_fitted(workshop_index: Artefact) -> None:
    fit = read_fit(calibrator().fit(workshop_index))
    assert fit is not None
    assert set(fit.rules) == {"lexical"}


def test_with_a_thesaurus_the_rule_of_needs_should_be_fitted(tmp_path: Path) -> None:
    needs = make_thesaurus(repare="Réparer un appareil")
    thesaurus = Thesaurus(needs.themes, needs.needs, OUTSIDE[::2])
    build(workshops(), HashEncoder(), "hash", tmp_path, thesaurus=thesaurus)
    fit = read_fit(calibrator(HashEncoder()).fit(manifest.read(tmp_path / versions.CURRENT)))
    assert fit is not None
    assert "with_needs" in fit.rules


def test_each_rule_should_say_what_it_was_fitted_on(workshop_index: Artefact) -> None:
    fit = read_fit(calibrator(HashEncoder()).fit(workshop_index))
    assert fit is not None
    assert fit.figures.keys() == fit.rules.keys()
    assert all(each.questions >= 30 and each.requests >= 30 for each in fit.figures.values())
    assert all(each.kept_sure <= each.kept_shown for each in fit.figures.values())


def test_the_requests_of_other_catalogues_should_be_read_without_their_headings(
    tmp_path: Path,
) -> None:
    path = tmp_path / "autres.txt"
    path.write_text("# Domaine : Histoire\nNapoléon\n\n roi \n", encoding="utf-8")
    assert read_requests(path) == (("Napoléon", "roi"),)
    assert read_requests(tmp_path / "absent.txt") == ()
    path.write_bytes(b"\xff")
    with pytest.raises(CalibrationError):
        read_requests(path)


def test_a_record_should_find_the_margin_of_its_own_catalogue(workshop_index: Artefact) -> None:
    retriever = make_retriever(workshop_index, HashEncoder())
    inside, outside = (
        retriever.score(retriever.understand(query), retriever.encode(query.text)).margin
        for query in map(_query, ("réparation de drones", OUTSIDE[0]))
    )
    assert inside > 0 > outside
    bare = replace(workshop_index.content, needs=type(workshop_index.content.needs)())
    without = make_retriever(replace(workshop_index, content=bare), HashEncoder())
    understood = without.understand(_query("réparation de drones"))
    assert without.score(understood, without.encode(understood.text)).margin == 0
