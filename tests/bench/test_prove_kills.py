"""What writes may be killed at any moment: nothing is lost, nothing is left over.

`python -m bench.prove_kills` kills a thousand times and more; here, fifty, over all operations.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from bench.proofs.kills import Kill, Way
from bench.proofs.operations import OPERATIONS, Operation
from bench.proofs.proof import IDENTITY, Broken, catalogue
from bench.prove_kills import Limits, Proof, prove
from index.artefact import versions
from index.errors import ArtefactCorrupt

FEW = Limits(before=3, writes=1, drawn=0)
BY_NAME = {operation.name: operation for operation in OPERATIONS}


@pytest.fixture(scope="module")
def proof(tmp_path_factory: pytest.TempPathFactory) -> Proof:
    """A state that has some of everything, and processes to kill over it."""
    return Proof(tmp_path_factory.mktemp("preuve"))


@pytest.mark.slow
def test_fifty_kills_over_all_operations_should_lose_and_leave_nothing(proof: Proof) -> None:
    trials = list(prove(proof, OPERATIONS, FEW))
    assert sum(trial.is_killed for trial in trials) >= 50
    assert {trial.operation for trial in trials if trial.is_killed} == {*BY_NAME}
    assert {trial.found for trial in trials} >= {"ancien", "nouveau"}


def _in_two_writes(folder: Path) -> None:
    """Replace the catalogue by cutting it, then writing it."""
    path = folder / "data" / "actors.jsonl"
    kept = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text(kept[0], encoding="utf-8")
    (folder / "tmp" / "temps").mkdir(exist_ok=True)
    (folder / "tmp" / "temps").rmdir()
    path.write_text(kept[0] + kept[1], encoding="utf-8")


def _beside(folder: Path) -> None:
    """Replace the catalogue in one step, by a file that the next one does not look for."""
    path = folder / "data" / "actors.jsonl"
    written = folder / "data" / f"copie-{os.getpid()}"
    written.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    written.replace(path)


def _breaking(folder: Path) -> None:
    """Cut a file of the index in service, before replacing the catalogue."""
    (folder / "var" / "index" / versions.CURRENT / "vectors.npy").write_bytes(b"")
    (folder / "data" / "actors.jsonl").unlink()


@pytest.mark.parametrize(
    ("act", "rank", "error"),
    [
        pytest.param(_in_two_writes, 2, "catalogue n'est ni l'ancien ni le nouveau", id="half"),
        pytest.param(_beside, 2, "il reste data/copie-", id="left over"),
    ],
)
def test_the_proof_should_see_what_is_half_written_or_left_over(
    act: Callable[[Path], object], rank: int, error: str, proof: Proof
) -> None:
    operation = Operation("fautive", act)
    course = proof.course(operation)
    with pytest.raises(Broken, match=error):
        proof.run(operation, course, Kill(Way.BEFORE, rank))


def test_the_proof_should_see_an_index_that_is_not_whole(proof: Proof) -> None:
    course = proof.course(BY_NAME["codes courts"])
    with pytest.raises(ArtefactCorrupt, match="vectors"):
        proof.run(Operation("fautive", _breaking), course, Kill(Way.BEFORE, 2))


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
