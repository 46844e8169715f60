"""Projection of the records onto a plane."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis

from index.artefact.projection import Plane, fit_plane

DRAWN = np.random.default_rng(1).normal(size=(60, 8)).astype(np.float32)
GROUPS = [f"groupe-{row % 4}" for row in range(60)]


@pytest.mark.parametrize("groups", [GROUPS, ["un"] * 60], ids=["groups", "one group"])
def test_projected_vectors_should_be_centred_and_of_unit_deviation(groups: list[str]) -> None:
    placed = fit_plane(DRAWN, groups).place(DRAWN)
    assert placed.shape == (60, 2)
    assert np.allclose(placed.mean(axis=0), 0, atol=1e-4)
    assert np.allclose(placed.std(axis=0), 1, atol=1e-3)


def test_groups_should_be_apart_on_the_plane() -> None:
    vectors = DRAWN.copy()
    for row in range(60):
        vectors[row, row % 4] += 20
    placed = fit_plane(vectors, GROUPS).place(vectors)
    centres = np.stack([placed[group::4].mean(axis=0) for group in range(4)])
    spread = max(float(placed[group::4].std(axis=0).max()) for group in range(4))
    distances = np.linalg.norm(centres[:, None] - centres[None], axis=2)
    assert distances[~np.eye(4, dtype=bool)].min() > 2 * spread


def test_no_vector_should_give_a_plane_of_no_dimension() -> None:
    plane = fit_plane(np.zeros((0, 8), dtype=np.float32), [])
    assert plane.axes.shape == Plane().axes.shape == (0, 2)


def test_the_axes_should_be_those_of_scikit_learn() -> None:
    analysis = LinearDiscriminantAnalysis(solver="eigen", shrinkage="auto")
    vectors = DRAWN.copy()
    vectors[:, 3] = 0.5  # a value that never varies
    axes = analysis.fit(vectors, GROUPS).scalings_[:, :2]
    own = fit_plane(vectors, GROUPS).axes
    expected = axes / (vectors @ axes).std(axis=0)
    assert np.allclose(np.abs(own), np.abs(expected), atol=1e-3)
