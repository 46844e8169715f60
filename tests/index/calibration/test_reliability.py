"""Calibration error of likelihoods."""

from __future__ import annotations

import numpy as np
import pytest

from index.calibration.reliability import calibration_error


def test_likelihoods_that_turn_out_as_said_should_have_no_error() -> None:
    assert calibration_error(np.full(4, 0.75), np.array([True, True, True, False])) == 0


def test_being_sure_and_wrong_should_be_the_whole_error() -> None:
    assert calibration_error(np.ones(3), np.zeros(3, dtype=np.bool_)) == pytest.approx(1)
