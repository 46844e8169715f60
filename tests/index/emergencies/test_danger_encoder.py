"""The encoder of dangers: its name, its vectors, and how long it is waited for."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Event
from types import SimpleNamespace
from typing import cast

import numpy as np

from index.arrays import Matrix
from index.emergencies.danger_encoder import DangerEncoder
from index.encoder.onnx import OnnxEncoder
from tests.hash_encoder import HashEncoder

TEXT = "je prépare mon départ"


class Prepared(HashEncoder):
    """An encoder with a name, which counts what it is asked for and waits to be let go."""

    def __init__(self) -> None:
        super().__init__()
        self.manifest = SimpleNamespace(source="essai + dangers 0")
        self.asked, self.free = 0, Event()

    def encode_queries(self, texts: Sequence[str]) -> Matrix:
        self.free.wait(10)
        self.asked += 1
        return super().encode_queries(texts)


def test_it_should_have_the_name_and_the_vectors_of_its_files() -> None:
    prepared = Prepared()
    prepared.free.set()
    dangers = DangerEncoder(cast("OnnxEncoder", prepared), 5)
    assert dangers.name == "essai + dangers 0"
    given = dangers.encode(TEXT)
    assert given is not None
    np.testing.assert_array_equal(given, HashEncoder().encode_queries([TEXT]))


def test_the_vector_of_a_text_should_not_be_kept() -> None:
    prepared = Prepared()
    prepared.free.set()
    dangers = DangerEncoder(cast("OnnxEncoder", prepared))
    dangers.encode(TEXT)
    dangers.encode(TEXT)
    assert prepared.asked == 2


def test_a_late_vector_should_be_given_up() -> None:
    prepared = Prepared()
    assert DangerEncoder(cast("OnnxEncoder", prepared), 0.02).encode(TEXT) is None
    prepared.free.set()
