"""Prove that a damaged encoder, or adapter, is detected before it is used.

    python -m bench.prove_encoder [--par-fichier 8] [--graine 1] [--dossier DOSSIER]

A copy of the prepared encoder is damaged in the ways of `bench.proofs.damage`, as is the adapter.
For each damage: opening refuses it before onnxruntime or safetensors reads anything; or its
manifest describes another encoder, which the index refuses; or only its name changes, which
`orientess build` detects. The first undetected damage ends the proof.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import onnxruntime
from safetensors.numpy import load_file

from bench.proofs.damage import Damage, damages_of, swaps, written
from bench.proofs.proof import Broken
from index.encoder.onnx import SERVING_FILE, OnnxEncoder, prepared
from index.encoder.onnx import read_manifest as read_serving
from index.encoder_export import lora
from index.errors import EncoderUnavailable, OrientessError
from service.settings import Settings

REFUSED, COMPARED = "vu avant toute ouverture", "vu en le comparant au modèle"
OTHER, RENAMED = "un autre encodeur : l'index le refuse", "un autre nom : « build » le prépare"
SAME = "sans effet, dit la même chose"


def edits(manifest: Path) -> Iterator[Damage]:
    """Yield changes of each field of the manifest of an encoder."""
    fields = json.loads(manifest.read_text(encoding="utf-8"))
    changed: list[dict[str, object]] = [
        {name: value + 1 if isinstance(value, int) else f"{value}0"}
        for name, value in fields.items()
        if isinstance(value, int | str)
    ]
    changed += [{"inputs": fields["inputs"][:1]}, {"inputs": [*fields["inputs"], "autre"]}]
    changed += [
        {"files": {name: digest for name, digest in fields["files"].items() if name != left}}
        for left in fields["files"]
    ]
    for edit in changed:
        yield Damage("modifié", manifest.name, written(json.dumps({**fields, **edit})))


class Proof:
    """Copies of the encoder and of the adapter, damaged one file at a time."""

    def __init__(self, encoder: Path, changes: Path, folder: Path) -> None:
        """encoder: folder, as prepared; changes: folder of the adapter; folder: empty."""
        self.sound = {"encodeur": encoder, "adaptateur": folder / "adaptateur-sauf"}
        self.sound["adaptateur"].mkdir()
        for name in (lora.ADAPTER, lora.CHECKSUM):
            shutil.copyfile(changes / name, self.sound["adaptateur"] / name)
        self.copies = {name: folder / name for name in self.sound}
        for name, path in self.sound.items():
            shutil.copytree(path, self.copies[name])
        self.manifest = read_serving(encoder)
        self.counts: Counter[tuple[str, str]] = Counter()

    def check(self, name: str, damage: Damage) -> None:
        """Damage the encoder or the adapter, check that it is refused, and restore it."""
        folder = self.copies[name]
        damage.change(folder / damage.name)
        outcome = self._of_encoder(folder) if name == "encodeur" else self._of_adapter(folder)
        if not outcome:
            raise Broken(f"{name}, {damage.name} {damage.kind} : pas vu")
        self.counts[f"{name} {damage.kind}", outcome] += 1
        for path in self.sound[name].iterdir():
            copy = folder / path.name
            if copy.is_dir() and not copy.is_symlink():
                copy.rmdir()
            if copy.is_symlink() or not copy.exists() or path.name == damage.name:
                copy.unlink(missing_ok=True)
                shutil.copyfile(path, copy)
        if damage.kind == "échangé":
            shutil.rmtree(folder)
            shutil.copytree(self.sound[name], folder)

    def _of_encoder(self, folder: Path) -> str:
        session = onnxruntime.InferenceSession
        with patch.object(onnxruntime, "InferenceSession", wraps=session) as opened:
            try:
                encoder = OnnxEncoder(folder)
            except EncoderUnavailable:
                return COMPARED if opened.called else REFUSED
        if encoder.fingerprint != self.manifest.fingerprint:
            return OTHER
        if encoder.manifest == self.manifest:
            return SAME
        return "" if prepared(folder, self.manifest.source) else RENAMED

    def _of_adapter(self, folder: Path) -> str:
        with patch("index.encoder_export.lora.load_file", wraps=load_file) as opened:
            try:
                lora.read(folder)
            except (OrientessError, OSError):
                return "" if opened.called else REFUSED
        same = lora.checksum(folder) == lora.checksum(self.sound["adaptateur"])
        gone = not (folder / lora.ADAPTER).exists()
        return SAME if same and not gone else ""


def prove(proof: Proof, flips: int, seed: int) -> None:
    """Damage every file in turn.

    Args:
        proof: copies to damage, and counts.
        flips: of each file, the number of bits flipped, one at a time.
        seed: of the bits drawn.

    Raises:
        Broken: at the first damage that is not detected.
    """
    drawn = random.Random(seed)  # noqa: S311
    for name, folder in proof.sound.items():
        for path in sorted(folder.iterdir()):
            for damage in damages_of(path, path, flips, drawn):
                proof.check(name, damage)
        for damage in swaps(folder, flips, drawn):
            proof.check(name, damage)
    for damage in edits(proof.sound["encodeur"] / SERVING_FILE):
        proof.check("encodeur", damage)


def main() -> None:
    """Run the proof and print its counts."""
    parser = argparse.ArgumentParser(description="Abîme l'encodeur et l'adaptateur.")
    parser.add_argument("--par-fichier", type=int, default=8, help="bits inversés par fichier")
    parser.add_argument("--graine", type=int, default=1)
    parser.add_argument("--dossier", type=Path, help="où copier (sinon un dossier temporaire)")
    options, settings = parser.parse_args(), Settings()
    os.nice(10)
    with tempfile.TemporaryDirectory(dir=options.dossier) as folder:
        proof = Proof(settings.serving, settings.adapter, Path(folder))
        prove(proof, options.par_fichier, options.graine)
    print(f"{proof.counts.total()} dégâts, 0 non vu")
    for (kind, outcome), number in sorted(proof.counts.items()):
        print(f"  {number:>5} {outcome} : {kind}")


if __name__ == "__main__":
    main()
