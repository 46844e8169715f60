"""Whoever publishes may be killed at any moment: an index is always there to be loaded.

`python -m scripts.prove_publication` proves it at each operation; here, at some of them.
"""

from __future__ import annotations

import os
import threading
from collections import Counter
from functools import partial
from pathlib import Path

import pytest

from index.artefact import versions
from index.errors import ArtefactCorrupt
from scripts.prove_publication import IDENTITY, Broken, Proof, catalogue, kill_before, trials

STEP, DRAWN, SEED = 5, 12, 1


@pytest.fixture(scope="module")
def proof(tmp_path_factory: pytest.TempPathFactory) -> Proof:
    """A folder where as many versions are kept as may be."""
    return Proof(tmp_path_factory.mktemp("preuve") / "index")


@pytest.mark.parametrize("rolls_back", [False, True], ids=["publish", "roll back"])
@pytest.mark.slow
def test_an_index_should_be_loadable_whenever_its_publication_is_killed(
    proof: Proof, rolls_back: bool
) -> None:
    counted = Counter(trials(proof, rolls_back, DRAWN, SEED, STEP))
    killed = sum(number for (_, ended), number in counted.items() if ended)
    assert killed > DRAWN
    assert counted["avant une opération", False] == 1


def test_the_proof_should_see_a_version_that_is_not_whole(tmp_path: Path) -> None:
    proof = Proof(tmp_path / "index")
    (proof.home / versions.CURRENT / "vectors.npy").write_bytes(b"")
    with pytest.raises(ArtefactCorrupt, match="vectors"):
        proof.run(True, partial(kill_before, 1))


def test_the_proof_should_see_what_is_left_aside(tmp_path: Path) -> None:
    proof = Proof(tmp_path / "index")
    (proof.home / "oubli").write_bytes(b"")
    with pytest.raises(Broken, match="oubli"):
        proof.publish_next()


def test_publications_at_once_should_each_wait_for_their_turn(tmp_path: Path) -> None:
    home, pair = tmp_path / "index", (catalogue("alpha"), catalogue("beta"))
    faults: list[BaseException] = []

    def publish_in_turn() -> None:
        try:
            for turn in range(6):
                versions.publish(pair[turn % 2], IDENTITY, home)
                version = versions.current_version(home)
                assert version is not None
        except BaseException as error:
            faults.append(error)

    threads = [threading.Thread(target=publish_in_turn) for _ in range(3)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert faults == []
    current = versions.current_version(home)
    assert current in versions.versions(home)
    assert not [name for name in os.listdir(home) if name.startswith(versions.STAGING)]
