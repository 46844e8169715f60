"""Circuit breaker: a limit for each call, and no call while the server does not answer."""

from __future__ import annotations

from threading import Barrier, Event
from time import monotonic
from typing import NoReturn

import pytest

from index.engines.circuit import LATE, Circuit
from index.errors import EngineUnavailable


def refuse() -> NoReturn:
    raise EngineUnavailable("il refuse", "Milvus : non")


def test_answers_should_be_in_the_order_of_the_calls() -> None:
    circuit = Circuit(5.0)
    together = Barrier(2, timeout=5)
    assert circuit.call([lambda: together.wait() * 0 + 1, lambda: together.wait() * 0 + 2]) == [
        1,
        2,
    ]
    assert circuit.health.answers


def test_after_an_error_no_call_should_be_made_for_a_while() -> None:
    circuit, made = Circuit(1.0, retry_s=60.0), []
    with pytest.raises(EngineUnavailable, match="il refuse"):
        circuit.call([refuse])
    with pytest.raises(EngineUnavailable, match="il refuse"):
        circuit.call([lambda: made.append(1)])
    assert made == []
    assert (circuit.health.reason, circuit.is_due) == ("il refuse", False)


def test_a_call_that_is_answered_should_close_the_circuit() -> None:
    circuit = Circuit(1.0, retry_s=0.0)
    with pytest.raises(EngineUnavailable):
        circuit.call([refuse])
    assert circuit.is_due
    assert circuit.call([lambda: "oui"]) == ["oui"]
    assert circuit.health.answers


def test_only_one_call_should_try_again() -> None:
    circuit = Circuit(5.0, retry_s=60.0)
    with pytest.raises(EngineUnavailable):
        circuit.call([refuse])
    circuit._not_before = 0.0

    def refused_meanwhile() -> bool:
        with pytest.raises(EngineUnavailable, match="il refuse"):
            circuit.call([lambda: None])
        return True

    assert circuit.call([refused_meanwhile]) == [True]


def test_a_late_answer_should_be_given_up_at_the_limit() -> None:
    circuit, end = Circuit(0.1, retry_s=60.0), Event()
    asked = monotonic()
    with pytest.raises(EngineUnavailable, match=LATE):
        circuit.call([end.wait, lambda: True])
    end.set()
    assert monotonic() - asked < 2
    assert circuit.health.reason == LATE


def test_an_error_of_ours_should_be_raised_as_it_is() -> None:
    circuit = Circuit(1.0)
    with pytest.raises(ZeroDivisionError):
        circuit.call([lambda: 1 // 0])
    assert circuit.health.answers
