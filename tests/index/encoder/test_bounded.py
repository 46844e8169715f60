"""How long a query waits for its vector, and how many may wait at once."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import numpy as np

from index.arrays import Matrix
from index.encoder.bounded import BoundedEncoder
from tests.hash_encoder import HashEncoder


class HeldEncoder(HashEncoder):
    """Encodes nothing until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.held = Event()

    def encode_queries(self, texts: Sequence[str]) -> Matrix:
        self.held.wait(10)
        return super().encode_queries(texts)


def until_free(patient: BoundedEncoder) -> None:
    """Wait for the texts that are being encoded."""
    for _ in range(1000):
        if not patient.waiting:
            return
        Event().wait(0.005)
    raise AssertionError("l'encodeur n'a pas fini")


def test_a_vector_should_be_that_of_the_encoder() -> None:
    given = BoundedEncoder(HashEncoder(), 5).encode("smartphone")
    assert given is not None
    np.testing.assert_array_equal(given, HashEncoder().encode_queries(["smartphone"]))


def test_a_query_should_be_encoded_before_it_is_waited_for() -> None:
    patient = BoundedEncoder(encoder := HeldEncoder(), 5)
    wait = patient.start("smartphone")
    encoder.held.set()
    until_free(patient)
    given = wait()
    assert given is not None
    np.testing.assert_array_equal(given, HashEncoder().encode_queries(["smartphone"]))


def test_a_query_should_be_given_up_at_its_limit_whenever_it_is_waited_for() -> None:
    encoder = HeldEncoder()
    patient = BoundedEncoder(encoder, 0.02)
    wait = patient.start("smartphone")
    Event().wait(0.05)
    assert wait() is None
    encoder.held.set()
    until_free(patient)


def test_without_a_limit_a_query_should_wait() -> None:
    assert BoundedEncoder(HashEncoder()).encode("smartphone") is not None


def test_a_late_encoder_should_be_done_without() -> None:
    encoder = HeldEncoder()
    patient = BoundedEncoder(encoder, 0.02)
    assert patient.encode("smartphone") is None
    encoder.held.set()
    until_free(patient)
    assert patient.encode("smartphone") is not None


def test_one_text_too_many_should_not_wait_at_all() -> None:
    encoder = HeldEncoder()
    patient = BoundedEncoder(encoder, 10, waiting_max=2)
    with ThreadPoolExecutor(2) as pool:
        waiting = [pool.submit(patient.encode, "smartphone") for _ in range(2)]
        for _ in range(1000):
            if patient.waiting == 2:
                break
            Event().wait(0.005)
        assert patient.waiting == 2
        assert patient.encode("ordinateur") is None
        encoder.held.set()
        assert all(each.result() is not None for each in waiting)
    until_free(patient)
    assert patient.waiting == 0


def test_texts_that_were_given_up_should_not_count_as_waiting_for_ever() -> None:
    encoder = HeldEncoder()
    patient = BoundedEncoder(encoder, 0.01, waiting_max=3)
    for _ in range(5):
        assert patient.encode("smartphone") is None
    encoder.held.set()
    until_free(patient)
    assert patient.encode("smartphone") is not None


def test_several_texts_should_be_encoded_in_one_turn() -> None:
    asked: list[list[str]] = []

    class Counted(HashEncoder):
        def encode_queries(self, texts: Sequence[str]) -> Matrix:
            asked.append([*texts])
            return super().encode_queries(texts)

    texts = ["vélo", "pain", "lire"]
    bounded = BoundedEncoder(Counted(), limit_s=5, kept=8)
    bounded.encode("pain")
    found = bounded.encode_all(texts)
    assert found is not None
    assert np.array_equal(found, HashEncoder().encode_queries(texts))
    assert asked == [["pain"], ["vélo", "lire"]]
    again = bounded.encode_all(texts)
    assert again is not None
    assert np.array_equal(again, found)
    assert len(asked) == 2
    assert BoundedEncoder(HashEncoder()).encode_all(texts) is not None


def test_texts_should_have_no_vector_when_the_queue_is_full() -> None:
    full = BoundedEncoder(HashEncoder(), limit_s=5, waiting_max=0)
    assert full.encode_all(["vélo", "pain"]) is None
