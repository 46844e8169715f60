"""Who encodes a query: the whole encoder, or its student what it was taught."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from index.arrays import Matrix
from index.encoder.onnx import OnnxEncoder
from index.encoder.query_encoders import QueryEncoders
from index.evaluation.metrics import read_needs
from tests.conftest import DATA
from tests.hash_encoder import HashEncoder


class Named(HashEncoder):
    """An encoder whose vectors are all the same: its number."""

    def __init__(self, number: float) -> None:
        super().__init__()
        self._number = number

    def encode_queries(self, texts: Sequence[str]) -> Matrix:
        return np.full((len(texts), 1), self._number, dtype=np.float32)


class Taught(Named):
    """A student that knows a few words."""

    taught: frozenset[str] = frozenset({"repar", "velo", "vill", "pret"})


STEMS = ("repar", "velo", "vill")


@pytest.fixture
def encoders() -> QueryEncoders:
    """The whole encoder, 1, and its student, 2."""
    return QueryEncoders(Named(1), Taught(2))


@pytest.mark.parametrize(
    ("stems", "french", "number"),
    [
        (STEMS, True, 2),
        ((*STEMS, "pret"), True, 2),
        (("repar", "velo"), True, 1),
        (STEMS, False, 1),
        (("repar", "velo", "cheval"), True, 1),
        ((), True, 1),
    ],
)
def test_the_student_should_encode_french_queries_of_several_words_that_it_knows_only(
    encoders: QueryEncoders, stems: tuple[str, ...], french: bool, number: float
) -> None:
    vector = encoders.start_query("un besoin", stems, french)()
    assert vector is not None
    assert vector.tolist() == [[number]]


def test_what_is_no_search_should_go_to_the_whole_encoder(encoders: QueryEncoders) -> None:
    vector = encoders.encode("un besoin")
    assert vector is not None
    assert vector.tolist() == [[1]]


def test_without_a_student_the_whole_encoder_should_encode_all() -> None:
    vector = QueryEncoders(Named(1)).start_query("un besoin", STEMS, True)()
    assert vector is not None
    assert vector.tolist() == [[1]]


@pytest.mark.model
@pytest.mark.catalogue
def test_the_student_should_put_queries_where_the_whole_encoder_puts_them(
    real_encoder: OnnxEncoder, real_student: OnnxEncoder
) -> None:
    assert real_student.fingerprint == real_encoder.fingerprint
    needs = read_needs(DATA / "evaluation")
    texts = list(needs.variants["propre"].values())[::4]
    cosines = np.sum(
        real_encoder.encode_queries(texts) * real_student.encode_queries(texts), axis=1
    )
    assert cosines.mean() >= 0.96
    assert cosines.min() >= 0.85


def test_a_student_alone_should_encode_nothing() -> None:
    alone = QueryEncoders(None, Taught(2))
    assert not alone
    assert alone.start_query("un besoin", STEMS, True)() is None
    assert alone.waiting == 0
