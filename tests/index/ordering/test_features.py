"""Features of the learned order: their table, and what they say of records."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.arrays import Matrix, Rows
from index.artefact import manifest, versions
from index.indexing.build import build
from index.ordering import features
from index.ordering.features import (
    COMPARED,
    FALLS,
    FEATURES,
    RISES,
    SIGNALS,
    Evidence,
    features_digest,
    features_of,
)
from index.ordering.learned_order import LearnedOrder, Ordered
from index.ordering.ordering import Ordering
from index.places.models import Point
from index.search.query import Query
from index.taxonomy.thesaurus import Thesaurus
from tests.conftest import DATA, make_actor
from tests.hash_encoder import HashEncoder
from tests.searchers import make_retriever

NAMES = [each.name for each in FEATURES]
LILLE = Point(50.63, 3.06)


class Recorder(LearnedOrder):
    """Keeps the features of the last query."""

    def __init__(self) -> None:
        """Start without any."""
        self.rows: Rows = np.zeros(0, dtype=np.int64)
        self.values: Matrix = np.zeros((0, len(FEATURES)), dtype=np.float32)

    def order(self, evidence: Evidence) -> Ordered:
        """Keep the features; order as fused."""
        self.rows = evidence.compared
        self.values = features_of(evidence, self.rows)
        return Ordered(evidence.fusion.scores, evidence.fusion)


def asked(home: Path, query: Query) -> dict[str, np.ndarray[tuple[int], np.dtype[np.float32]]]:
    """The features of the records compared for a query: name -> values, best fused first."""
    recorder = Recorder()
    index = manifest.read(home / versions.CURRENT)
    retriever = make_retriever(index, HashEncoder(), ordering=Ordering(recorder, tried=True))
    understood = retriever.understand(query)
    retriever.score(understood, retriever.encode_query(understood))
    return {name: recorder.values[:, at] for at, name in enumerate(NAMES)}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of more records than are compared."""
    home = tmp_path_factory.mktemp("features")
    records = [
        make_actor(
            id=f"r{number}",
            nom=f"Atelier {number}",
            description=f"Réparer un smartphone numéro {number} avec nous.",
            besoins=("reemploi--reparer-smartphone",) if number % 2 else ("bases--courriel",),
            territoires=("france-entiere",) if number % 3 else ("corse",),
        )
        for number in range(COMPARED + 15)
    ]
    thesaurus = Thesaurus.read(DATA / "needs.jsonl")
    build(records, HashEncoder(), "hash", home, thesaurus=thesaurus)
    return home


def test_features_should_have_a_name_a_unit_and_a_sign_each() -> None:
    assert len(set(NAMES)) == len(FEATURES)
    assert all(each.unit for each in FEATURES)
    assert {each.sign for each in FEATURES} == {RISES, FALLS, 0}
    assert {each.signal for each in FEATURES} == {*SIGNALS}


def test_another_feature_should_change_the_digest(monkeypatch: pytest.MonkeyPatch) -> None:
    before = features_digest()
    monkeypatch.setattr(features, "FEATURES", FEATURES[:-1])
    assert features_digest() != before


def test_none_should_be_of_size_fame_or_money() -> None:
    told = " ".join(NAMES)
    assert not any(word in told for word in ("size", "location", "fee", "price", "view", "age"))


def test_the_first_records_should_be_compared_with_each_other(home: Path) -> None:
    values = asked(home, Query("réparer un smartphone"))
    assert len(values["fused"]) == COMPARED
    assert values["fused"].mean() == pytest.approx(0, abs=1e-4)
    assert values["fused"].std() == pytest.approx(1, abs=1e-3)
    assert values["fused_rank"].tolist() == pytest.approx(np.log1p(np.arange(COMPARED)).tolist())
    assert values["fused_gap"].max() == 0
    assert values["kind_purpose"].max() == 0


def test_without_a_place_every_record_should_serve(home: Path) -> None:
    values = asked(home, Query("réparer un smartphone"))
    assert set(values["placed"]) == {0}
    assert set(values["serves"]) == {1}


def test_with_a_place_what_serves_another_area_should_not_serve(home: Path) -> None:
    values = asked(home, Query("réparer un smartphone", near=LILLE))
    assert set(values["placed"]) == {1}
    assert (values["serves"] == values["national"]).all()
