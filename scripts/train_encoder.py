"""Train the adapter of the encoder, from open data and our own needs: see docs/encoder.md."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import torch
import typer
from datasets import Dataset, DatasetDict, load_from_disk

from index.arrays import Matrix
from index.catalogue.store import read_all
from index.encoder_export import lora
from index.encoder_export.onnx import base_model
from index.encoder_export.sentence_transformer import merge, quieten
from index.taxonomy.thesaurus import Thesaurus
from index.training.dataset import Sources, lessons
from index.training.trainer import Recipe, train
from service.settings import Settings

MAX_TOKENS = 40
"""Length at which passages are cut in training: longer ones cost more and add nothing."""


class _Before:
    """The encoder before training, as a teacher: as published, or with the adapter gone on from."""

    def __init__(self, home: Path, start: lora.Layers) -> None:
        self._model = base_model(home)
        merge(self._model, start)
        self._model.max_seq_length = MAX_TOKENS

    def encode(self, texts: list[str]) -> Matrix:
        """Return the unit vectors (n, d) of texts that carry their prompt."""
        vectors: Matrix = self._model.encode(
            texts, batch_size=64, normalize_embeddings=True, prompt=""
        )
        return vectors


def _lessons(
    sets: Path, synonyms: Path, services: Path, start: lora.Layers, settings: Settings, seed: int
) -> Mapping[str, Dataset]:
    headings = settings.adapter / "mots.tsv"
    absent = [str(path) for path in (synonyms, headings, services) if not path.exists()]
    if absent:
        raise typer.BadParameter(f"{', '.join(absent)} : fichier absent (docs/encoder.md).")
    sources = Sources(
        sets=sets,
        synonyms=synonyms,
        headings=headings,
        services=services,
        thesaurus=Thesaurus.read(settings.needs),
        records=read_all(settings.actors, settings.imports),
        encoder=_Before(settings.encoder_home, start),
    )
    return lessons(sources, seed)


def _selected(taught: Mapping[str, Dataset], without: Collection[str]) -> dict[str, Dataset]:
    """Return the lessons without those left out for an ablation."""
    unknown = sorted({*without} - {*taught})
    if unknown:
        raise typer.BadParameter(f"leçons inconnues : {', '.join(unknown)} ; il y a {[*taught]}.")
    return {name: rows for name, rows in taught.items() if name not in without}


def _check_recipe(path: Path, recipe: str) -> None:
    """Raise BadParameter when the folder holds checkpoints of another recipe or other lessons."""
    if path.exists() and path.read_text(encoding="utf-8") != recipe:
        raise typer.BadParameter(f"{path.parent} garde un autre entraînement : changez de dossier.")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(recipe, encoding="utf-8")


def main(
    sets: Annotated[Path, typer.Argument(help="dossier des ensembles au format BEIR")],
    folder: Annotated[Path, typer.Option("--dossier", help="points de reprise")] = Path(
        "var/training"
    ),
    synonyms: Annotated[
        Path, typer.Option("--synonymes", help="thes_fr.dat, du paquet Debian mythes-fr")
    ] = Path("/usr/share/mythes/thes_fr.dat"),
    services: Annotated[
        Path, typer.Option("--services", help="services au schéma data·inclusion (liste JSON)")
    ] = Path("data-inclusion-services.json"),
    begun: Annotated[
        Path | None, typer.Option("--depuis", help="dossier de l'adaptateur à continuer")
    ] = None,
    made: Annotated[
        Path | None, typer.Option("--lecons", help="leçons déjà faites, d'un autre dossier")
    ] = None,
    without: Annotated[
        list[str] | None,
        typer.Option("--sans", help="leçon laissée, pour une ablation"),
    ] = None,
    steps: Annotated[int, typer.Option("--pas", help="pas, -1 pour tout")] = -1,
    bf16: Annotated[bool, typer.Option(help="calcule en bfloat16")] = False,
    seed: Annotated[int, typer.Option("--graine")] = 20,
) -> None:
    """Entraîne l'adaptateur ; reprend au dernier point si le dossier en a un."""
    quieten()
    torch.manual_seed(seed)
    settings = Settings()
    start = lora.read(begun) if begun is not None else {}
    prepared = _folder_of_lessons(made, folder)
    if not prepared.exists():
        rows = _lessons(sets, synonyms, services, start, settings, seed)
        DatasetDict(rows).save_to_disk(prepared)
    taught = _selected(load_from_disk(prepared), without or ())
    recipe = Recipe(seed=seed, steps=steps)
    _check_recipe(
        folder / "recipe.json", json.dumps([asdict(recipe), sorted(taught), sorted(without or ())])
    )
    _train(taught, folder, recipe, start, settings, bf16)


def _folder_of_lessons(made: Path | None, folder: Path) -> Path:
    """Return where lessons are, or will be made; raise BadParameter when those given are absent."""
    if made is not None and not made.exists():
        raise typer.BadParameter(f"{made} n'existe pas.", param_hint="--lecons")
    return made or folder / "lessons"


def _train(
    taught: Mapping[str, Dataset],
    folder: Path,
    recipe: Recipe,
    start: lora.Layers,
    settings: Settings,
    bf16: bool,
) -> None:
    """Train on some lessons, and write the log beside the adapter."""
    for name, lesson in taught.items():
        typer.echo(f"{name} : {len(lesson)} lignes")
    model = base_model(settings.encoder_home)
    model.max_seq_length = MAX_TOKENS
    log = train(model, taught, folder, recipe, start, bf16=bf16)
    lines = "".join(json.dumps(line) + "\n" for line in log)
    (folder / "journal.jsonl").write_text(lines, encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
