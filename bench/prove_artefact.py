"""Prove that a damaged index is detected before use, and that the one in use goes on serving.

    python -m bench.prove_artefact [--par-fichier 40] [--graine 1] [--dossier DOSSIER]

Each file of a version is damaged in every way of `damages_of`, the manifest in those of
`manifest_edits` too, then the folder, the link `current` and the history. For each damage: reading
refuses it, nothing of it was opened by NumPy or faiss unless every digest was right, and a service
that had another version in use still answers over it. The first undetected damage ends the proof.

A manifest that agrees with damaged files (digests, version, name of folder) is a forgery and no
damage: digests do not detect it, only the rights on the folder prevent it.
"""

from __future__ import annotations

import argparse
import logging
import os
import random
import shutil
import stat
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import numpy as np

from bench.proofs.damage import (
    Damage,
    damages_of,
    manifest_edits,
    of_the_folder,
    of_the_history,
    of_the_link,
    swaps,
)
from bench.proofs.proof import DIMENSION, IDENTITY, Broken, catalogue
from index.artefact import versions
from index.artefact.content import RECORDS, ArtefactContent
from index.artefact.manifest import MANIFEST, read_manifest
from index.artefact.projection import Plane
from index.engines.faiss.engine import FaissEngine
from index.errors import ArtefactError, ArtefactMissing
from index.records.passages import Kind, Passage
from index.search.query import Query
from index.spelling.word_pairs import WordPairs
from index.taxonomy.need_vectors import NeedVectors
from index.taxonomy.occupation_vectors import OccupationVectors, texts_of
from index.taxonomy.occupations import Occupation, Skill
from index.text.word_set import WordSet
from service.runtime import live_index
from service.runtime.live_index import LiveIndex
from service.settings import Settings

ROOT = Path(__file__).parent.parent
QUERY = Query("réparer un ordinateur")


def whole(name: str, records: int) -> ArtefactContent:
    """Make a small content that leaves no file of an artefact empty."""
    needs = tuple(Passage(row, Kind.NEED, f"{name}, besoin {row}") for row in range(3))
    skill = Skill(libelle=f"souder ({name})", niveau="utile")
    occupation = Occupation(
        id="metier", type="metier", nom=f"Répare ({name})", competences=(skill,)
    )
    texts = tuple(text.text for text in texts_of([occupation]))
    drawn = np.random.default_rng(records).normal(size=(DIMENSION, DIMENSION)).astype(np.float32)
    return replace(
        catalogue(name, records),
        lexicons={code: WordSet((name, code)) for code in ("fr", "en")},
        pairs=WordPairs({f"un {name}": 2}),
        needs=NeedVectors(("un", "deux"), needs, drawn[:3]),
        occupations=OccupationVectors((occupation,), texts, drawn[: len(texts)]),
        plane=Plane(drawn[:, :2], drawn[0, :2]),
        groups=((0, records - 1),),
    )


def _outcome(refused: bool, opened: bool, same: bool) -> str:
    if not refused:
        return "sans effet, le manifeste dit la même chose" if same else "hors de ce qui est servi"
    return "vu en comparant ce qui est sain" if opened else "vu avant toute ouverture"


def _states(folder: Path) -> dict[str, tuple[int, ...]]:
    """Return what tells whether a path changed: inode, date and size; of a folder, its kind."""
    states: dict[str, tuple[int, ...]] = {}
    for path in sorted(folder.rglob("*")):
        state = path.lstat()
        kept: tuple[int, ...] = (state.st_mode,)
        if not stat.S_ISDIR(state.st_mode):
            kept += (state.st_ino, state.st_mtime_ns, state.st_size)
        states[str(path.relative_to(folder))] = kept
    return states


def _replace(path: Path, sound: Path) -> None:
    """Put a sound file, link or folder in the place of a damaged one, or nothing if it is extra."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
    if sound.is_dir() and not sound.is_symlink():
        path.mkdir()
    elif sound.exists() or sound.is_symlink():
        shutil.copy2(sound, path, follow_symlinks=False)


class Proof:
    """A version in use, another published after it, and a service that reloads."""

    def __init__(self, folder: Path, data: Path) -> None:
        """folder: empty; data: folder of the communes and synonyms."""
        self.home = folder / "index"
        self.old = versions.publish(whole("ancien", 4), IDENTITY, self.home).version
        settings = Settings(var=folder, data=data, use_encoder=False, reload_seconds=3600)
        self.service = LiveIndex(settings)
        self.service.refresh()
        self.served = self.service.searcher
        self.manifest = versions.publish(whole("nouveau", 6), IDENTITY, self.home)
        self.new = self.manifest.version
        self._sound = folder / "sauf"
        shutil.copytree(self.home, self._sound, symlinks=True)
        self._states = _states(self.home)
        self.counts: Counter[tuple[str, str]] = Counter()

    def restore(self) -> None:
        """Restore the folder as it was published: only what changed, of hundreds of files."""
        states = _states(self.home)
        for name in [*(states.keys() - self._states.keys()), *self._states]:
            if states.get(name) != self._states.get(name):
                _replace(self.home / name, self._sound / name)
        self._states = _states(self.home)

    def check(self, damage: Damage, at: Path) -> None:
        """Damage a path, check that it is refused and that the service goes on; restore it.

        Args:
            damage: way of damaging.
            at: the path.

        Raises:
            Broken: when it is not refused, is opened too early, or stops the service.
        """
        damage.change(at)
        with (
            patch.object(ArtefactContent, "read", wraps=ArtefactContent.read) as content,
            patch.object(FaissEngine, "open", wraps=FaissEngine.open) as engine,
        ):
            refused = self._is_refused()
        opened = content.called or engine.called
        if refused:
            self.check_service(damage)
        elif damage.name != MANIFEST or not self._serves_the_same(at.parent):
            raise Broken(f"{damage.name} {damage.kind} : l'index est lu")
        if refused and opened and damage.name != MANIFEST:
            raise Broken(f"{damage.name} {damage.kind} : ouvert avant d'être refusé")
        same = refused or damage.name != MANIFEST or read_manifest(at.parent) == self.manifest
        self.counts[damage.kind, _outcome(refused, opened, same)] += 1
        self.restore()

    def _serves_the_same(self, folder: Path) -> bool:
        """Return whether a manifest says what it said of all that is served.

        What the index was built from is not: it only tells the next build whether it is needed.
        """
        unserved = {"inputs": self.manifest.inputs}
        return read_manifest(folder).model_copy(update=unserved) == self.manifest

    def _is_refused(self) -> bool:
        version = versions.current_version(self.home)
        if version is None:
            return True
        try:
            versions.read(self.home, version)
        except ArtefactError:
            return True
        return False

    def check_service(self, damage: Damage) -> None:
        """Reload as the service does: it must go on with the index in use."""
        with patch.object(live_index, "RETRY_AFTER_S", 0.0):
            self.service.refresh()
        if self.service.searcher is not self.served:
            raise Broken(f"{damage.name} {damage.kind} : le service l'a pris")
        if not self.service.searcher.search(QUERY).hits:
            raise Broken(f"{damage.name} {damage.kind} : le service ne répond plus")

    def check_history(self, damage: Damage) -> None:
        """Check that a damaged history leaves the index unchanged, or only prevents rollback."""
        damage.change(self.home / versions.HISTORY)
        existing = set(versions.versions(self.home))
        if not existing >= set(versions.earlier_versions(self.home)):
            raise Broken(f"historique {damage.kind} : il mène ailleurs")
        if versions.read(self.home, self.new).manifest.version != self.new:
            raise Broken(f"historique {damage.kind} : l'index en souffre")
        try:
            back = versions.rollback(self.home)
        except (ArtefactMissing, OSError):
            back = ""
        if back not in {"", self.old} or versions.current_version(self.home) != (back or self.new):
            raise Broken(f"historique {damage.kind} : le retour mène ailleurs")
        outcome = "sans effet" if back else "le retour en arrière est refusé"
        self.counts[f"historique {damage.kind}", outcome] += 1
        self.restore()

    def check_sound_version(self) -> None:
        """Check that the version refused when damaged is loaded when undamaged."""
        with patch.object(live_index, "RETRY_AFTER_S", 0.0):
            self.service.refresh()
        if self.service.searcher.manifest.version != self.new:
            raise Broken("l'index intact n'est pas pris")


def prove(proof: Proof, flips: int, seed: int) -> None:
    """Damage each file, folder and link in turn.

    Args:
        proof: index to damage, and counts.
        flips: of each file, the number of bits flipped, one at a time.
        seed: of the bits, and of the pairs of files that are swapped.

    Raises:
        Broken: at the first damage that is not detected.
    """
    drawn = random.Random(seed)  # noqa: S311
    new, old = proof.home / proof.new, proof.home / proof.old
    for damage in _of_a_version(new, old, flips, drawn):
        proof.check(damage, new / damage.name)
    for damage in of_the_folder(new, proof.old):
        proof.check(damage, new)
    elsewhere = proof.home.parent / "ailleurs" / proof.new
    shutil.copytree(new, elsewhere)
    for damage in of_the_link(elsewhere):
        proof.check(damage, proof.home / versions.CURRENT)
    for damage in of_the_history(proof.home / versions.HISTORY, flips, drawn):
        proof.check_history(damage)
    proof.check_sound_version()


def _of_a_version(new: Path, old: Path, flips: int, drawn: random.Random) -> Iterator[Damage]:
    names = sorted(path.name for path in new.iterdir())
    for name in names:
        # the first version has no journal of changes: another file of it takes its place
        before = old / name if (old / name).exists() else old / RECORDS
        yield from damages_of(new / name, before, flips, drawn)
    yield from swaps(new, 2 * len(names), drawn)
    yield from manifest_edits(new)


def main() -> None:
    """Run the proof and print its counts."""
    parser = argparse.ArgumentParser(description="Abîme un index, de toutes les façons.")
    parser.add_argument("--par-fichier", type=int, default=40, help="bits inversés par fichier")
    parser.add_argument("--graine", type=int, default=1)
    parser.add_argument("--dossier", type=Path, help="où publier (sinon un dossier temporaire)")
    options = parser.parse_args()
    os.nice(10)
    logging.disable()
    with tempfile.TemporaryDirectory(dir=options.dossier) as folder:
        proof = Proof(Path(folder), ROOT / "data")
        files = len(list((proof.home / proof.new).iterdir()))
        prove(proof, options.par_fichier, options.graine)
    print(f"{proof.counts.total()} dégâts ({files} fichiers, dossier, lien, historique), 0 non vu")
    for (kind, outcome), number in sorted(proof.counts.items()):
        print(f"  {number:>5} {outcome} : {kind}")


if __name__ == "__main__":
    main()
