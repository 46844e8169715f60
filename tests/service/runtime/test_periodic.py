"""What is done from time to time: until it is told to stop, whatever one round meets."""

from __future__ import annotations

import threading

import pytest

from service.runtime.periodic import PeriodicTask

NAME, OFTEN_S, SELDOM_S, PATIENCE_S = "ronde", 0.001, 3600.0, 10.0


def threads() -> list[threading.Thread]:
    return [each for each in threading.enumerate() if each.name == NAME]


def test_rounds_should_follow_one_another_until_they_are_stopped() -> None:
    made, enough = [], threading.Event()

    def act() -> None:
        made.append(threading.current_thread().name)
        if len(made) == 3:
            enough.set()

    rounds = PeriodicTask(NAME, OFTEN_S, act)
    rounds.start()
    assert enough.wait(PATIENCE_S)
    rounds.stop()
    assert set(made) == {NAME}
    assert threads() == []


def test_a_stop_should_wait_for_the_round_under_way_and_not_for_the_next() -> None:
    begun, going, done = threading.Event(), threading.Event(), []

    def act() -> None:
        begun.set()
        going.wait(PATIENCE_S)
        done.append(1)

    rounds = PeriodicTask(NAME, OFTEN_S, act)
    rounds.start()
    assert begun.wait(PATIENCE_S)
    threading.Timer(0.05, going.set).start()
    rounds.stop()
    assert done == [1]


def test_what_is_stopped_before_its_first_round_should_make_none() -> None:
    made: list[int] = []
    rounds = PeriodicTask(NAME, SELDOM_S, lambda: made.append(1))
    rounds.start()
    rounds.stop()
    assert made == []


def test_the_first_round_may_be_made_at_once() -> None:
    made = threading.Event()
    rounds = PeriodicTask(NAME, SELDOM_S, made.set, at_once=True)
    rounds.start()
    assert made.wait(PATIENCE_S)
    rounds.stop()


def test_stopping_what_was_not_started_should_do_nothing() -> None:
    PeriodicTask(NAME, SELDOM_S, lambda: None).stop()
    assert threads() == []


def test_what_was_stopped_should_start_again() -> None:
    made = threading.Event()
    rounds = PeriodicTask(NAME, OFTEN_S, made.set)
    rounds.start()
    rounds.stop()
    made.clear()
    rounds.start()
    assert made.wait(PATIENCE_S)
    rounds.stop()


def test_a_fault_should_be_logged_and_not_be_the_last_round(
    caplog: pytest.LogCaptureFixture,
) -> None:
    made, enough = [], threading.Event()

    def act() -> None:
        made.append(1)
        if len(made) == 1:
            raise ValueError("imprévu")
        enough.set()

    rounds = PeriodicTask(NAME, OFTEN_S, act)
    rounds.start()
    assert enough.wait(PATIENCE_S)
    rounds.stop()
    assert caplog.messages == ["erreur imprévue : ronde"]
