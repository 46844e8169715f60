"""Reliability of likelihoods: how far they are from the shares of right answers observed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def calibration_error(
    likelihoods: NDArray[np.float64], right: NDArray[np.bool_], bins: int = 10
) -> float:
    """Return the expected calibration error of likelihoods, in [0, 1]; 0 is best.

    [0, 1] is cut into bins of equal width. The error is the mean, over bins weighted by their
    number of likelihoods, of |mean likelihood - share that turned out right|. Naeini, Cooper and
    Hauskrecht, "Obtaining well calibrated probabilities using Bayesian binning" (2015).

    Args:
        likelihoods: (n,) in [0, 1].
        right: (n,) bool, True for what turned out right.
        bins: number of bins.

    Returns:
        The error.
    """
    places = np.minimum((likelihoods * bins).astype(int), bins - 1)
    gaps = [
        abs(likelihoods[places == place].mean() - right[places == place].mean())
        * (places == place).mean()
        for place in np.unique(places)
    ]
    return float(sum(gaps))
