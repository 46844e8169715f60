"""Train the student, a small encoder of queries, from the whole one: see docs/encoder.md."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import astuple
from pathlib import Path
from typing import Annotated

import numpy as np
import torch
import typer

from index.arrays import Matrix
from index.catalogue.store import read_all
from index.encoder.onnx import OnnxEncoder
from index.encoder.tokenizers import open_tokenizer
from index.encoder_export import lora, student
from index.encoder_export.onnx import base_model
from index.encoder_export.sentence_transformer import merge, quieten
from index.taxonomy.occupations import read_occupations
from index.taxonomy.thesaurus import Thesaurus
from index.training.queries import StudentSources, StudentText, student_texts, taught_stems
from index.training.student import (
    JOURNAL,
    STATE,
    Batches,
    StudentLessons,
    StudentRecipe,
    StudentTrainer,
    check_recipe,
    fit_head,
)
from service.settings import Settings

TEXTS, TARGETS = "texts.jsonl", "targets.npy"
ENCODED = 500
"""Number of texts whose vectors are made between two writings."""


def _sources(settings: Settings, sets: Path | None, services: Path | None) -> StudentSources:
    """Return the data that texts are taken from: ours, and open ones if their folders are given."""
    return StudentSources(
        thesaurus=Thesaurus.read(settings.needs),
        records=read_all(settings.actors, settings.imports),
        occupations=read_occupations(settings.occupations, settings.occupation_imports),
        lists=[settings.out_of_scope, settings.other_requests],
        headings=settings.adapter / "mots.tsv",
        sets=sets,
        services=services,
    )


def _texts(folder: Path, sources: StudentSources, seed: int) -> list[StudentText]:
    """Return the texts of the student, made once and kept in the folder."""
    path = folder / TEXTS
    if not path.exists():
        made = student_texts(sources, seed)
        lines = [json.dumps(astuple(each), ensure_ascii=False) for each in made]
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [StudentText(*row) for row in rows]


def _targets(folder: Path, texts: list[StudentText], teacher: OnnxEncoder) -> Matrix:
    """Return the vectors of texts by the teacher, (n, d); those not yet made, all 0, are made."""
    path, shape = folder / TARGETS, (len(texts), teacher.dimension)
    if path.exists():
        kept = np.lib.format.open_memmap(path, mode="r+")
    else:
        kept = np.lib.format.open_memmap(path, mode="w+", dtype=np.float32, shape=shape)
    missing = np.flatnonzero(~kept.any(axis=1)).tolist()
    for start in range(0, len(missing), ENCODED):
        rows = missing[start : start + ENCODED]
        kept[rows] = teacher.encode_queries([texts[row].text for row in rows])
        kept.flush()
        typer.echo(f"{start + len(rows)} / {len(missing)} textes encodés")
    return np.asarray(kept)


def _passages(settings: Settings) -> Matrix:
    """Return the vectors of the current index: passages, needs and occupations, (p, d) float32."""
    current = settings.index_home / "current"
    names = ("vectors", "need-vectors", "occupation-vectors")
    return np.concatenate([np.load(current / f"{name}.npy") for name in names]).astype(np.float32)


def main(
    sets: Annotated[
        Path | None, typer.Argument(help="dossier des ensembles au format BEIR")
    ] = None,
    folder: Annotated[Path, typer.Option("--dossier", help="point de reprise")] = Path(
        "var/training/student"
    ),
    services: Annotated[
        Path | None, typer.Option("--services", help="services au schéma data·inclusion")
    ] = None,
    steps: Annotated[int, typer.Option("--pas", help="nombre de pas")] = StudentRecipe.steps,
    begun: Annotated[
        Path | None, typer.Option("--depuis", help="dossier de l'élève à continuer")
    ] = None,
    rate: Annotated[
        float, typer.Option("--vitesse", help="plus grand pas de la descente")
    ] = StudentRecipe.learning_rate,
    layers: Annotated[
        str, typer.Option("--couches", help="couches de l'encodeur dont il part")
    ] = ",".join(map(str, StudentRecipe.layers)),
    bf16: Annotated[bool, typer.Option(help="calcule en bfloat16")] = False,
    threads: Annotated[int, typer.Option("--coeurs", help="cœurs")] = 1,
    seed: Annotated[int, typer.Option("--graine")] = 20,
) -> None:
    """Entraîne l'élève ; reprend où l'entraînement du dossier s'est arrêté."""
    quieten()
    torch.set_num_threads(threads)
    settings = Settings()
    kept = tuple(int(number) for number in layers.split(","))
    recipe = StudentRecipe(kept, steps=steps, seed=seed, learning_rate=rate, bf16=bf16)
    if not check_recipe(folder, recipe):
        raise typer.BadParameter(f"{folder} garde un autre entraînement : changez de dossier.")
    sources = _sources(settings, sets, services)
    texts = _texts(folder, sources, seed)
    targets = _targets(folder, texts, OnnxEncoder(settings.serving, at_once=threads))
    lessons = StudentLessons(texts, targets, _passages(settings))
    _train(lessons, folder, recipe, begun, settings, taught_stems(sources))


def _train(
    lessons: StudentLessons,
    folder: Path,
    recipe: StudentRecipe,
    begun: Path | None,
    settings: Settings,
    words: Sequence[str],
) -> None:
    """Train, write the log as it goes, then the weights, with the stems of the words taught."""
    encoder = base_model(settings.encoder_home)
    merge(encoder, lora.read(settings.adapter))
    taught = student.read(begun, encoder) if begun else student.Student(encoder, recipe.layers)
    taught.eval()  # no dropout
    batches = Batches(lessons.texts, open_tokenizer(settings.serving), recipe)
    if begun is None and not (folder / STATE).exists():
        fit_head(taught, batches.after(0), lessons.targets, recipe)
    trainer, start = StudentTrainer(taught, lessons, batches, recipe), time.monotonic()
    with (folder / JOURNAL).open("a", encoding="utf-8") as journal:
        for line in trainer.run(folder):
            line["seconds"] = round(time.monotonic() - start)
            journal.write(json.dumps(line) + "\n")
            journal.flush()
    student.write(taught, recipe.layers, lora.source(settings.adapter), words, folder)
    typer.echo(f"Écrit : {folder / student.STUDENT}")


if __name__ == "__main__":
    typer.run(main)
