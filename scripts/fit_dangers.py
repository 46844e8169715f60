"""Fit the model of dangers on the texts of hands: see docs/decisions/0069-dangers.md.

The adapter and the regressions are fitted without a third of the hands first, whose texts then
choose the thresholds, and on all of them last. What a fold finds is kept in the folder, so that a
run that stopped goes on. scikit-learn comes with sentence-transformers, peft with the train extra.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import numpy as np
import torch
import typer
from numpy.typing import NDArray
from safetensors.numpy import save_file

from index.arrays import log_softmax
from index.catalogue.store import read_all
from index.emergencies.detector import Emergencies
from index.emergencies.likelihood import (
    DESCRIPTION,
    LETTERS_SHARE,
    Description,
    Thresholds,
)
from index.encoder.tokenizers import open_tokenizer
from index.encoder_export import lora
from index.encoder_export.derived import DANGERS, dangers_source
from index.encoder_export.sentence_transformer import quieten
from index.files import digest, write_atomically
from index.taxonomy.thesaurus import Thesaurus
from index.text.word_set import WordSet
from index.training import danger_letters as by_letters
from index.training.danger_letters import LetterRegression, LetterWeights
from index.training.danger_texts import DangerText, ordinary_texts, read_hands
from index.training.dangers import DangerNet, DangerRecipe, log_shares, train
from service.settings import Settings

FOLDS = 3
ORDINARY_LEARNED = 5_000
"""Ordinary needs that the encoder learns; the regression by letters takes them all."""
SUSPICIOUS_KEPT = 0.995
"""Share of the calls told with the encoder that letters must find suspicious."""
NO_LETTER = 127
"""Greatest weight of a run of letters, in its unit."""


@dataclass(frozen=True)
class Data:
    """Texts to fit on: those of hands, then ordinary ones; classes, losses and rules."""

    texts: list[DangerText]
    hands: list[str]
    classes: tuple[str, ...]
    losses: frozenset[str]
    rules: tuple[str, ...]
    letters: LetterRegression

    def rows(self, *, without: Sequence[str] = ()) -> NDArray[np.int64]:
        """Return the rows of the texts of hands and of ordinary ones, but for some hands."""
        kept = [row for row, text in enumerate(self.texts) if text.hand not in without]
        return np.array(kept, np.int64)

    def of(self, hands: Sequence[str]) -> NDArray[np.int64]:
        """Return the rows of the texts of some hands."""
        return np.array(
            [row for row, text in enumerate(self.texts) if text.hand in hands], np.int64
        )

    def targets(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the class of each text: its first situation, or none."""
        first = ((*self.texts[row].situations, "")[0] for row in rows)
        return np.array([self.classes.index(name) for name in first], np.int64)


def _data(settings: Settings) -> Data:
    """Read what to fit on."""
    emergencies = Emergencies.read(settings.emergencies)
    if emergencies is None:
        raise typer.BadParameter(f"{settings.emergencies} n'existe pas.")
    exists = WordSet.read(settings.lexicon).__contains__
    hands = read_hands(settings.adapter / DANGERS / "mains.tsv.gz")
    records = read_all(settings.actors, settings.imports)
    texts = [*hands, *ordinary_texts(Thesaurus.read(settings.needs), records)]
    told = {name for text in hands for name in text.situations[:1]}
    situations = emergencies.directory.situations
    classes = ("", *(each.nom for each in situations if each.nom in told))
    rules = tuple(each.nom for each in situations)

    def said(text: str) -> list[str]:
        return [situation.nom for _, situation in emergencies.recognized(text, exists)]

    return Data(
        texts,
        sorted({text.hand for text in hands}),
        classes,
        frozenset(each.nom for each in situations if each.etapes),
        rules,
        LetterRegression([text.text for text in texts], said, rules),
    )


def _learn(data: Data, settings: Settings, without: Sequence[str], name: str) -> DangerNet:
    """Train the encoder of dangers without some hands."""
    recipe = DangerRecipe()
    tokenizer = open_tokenizer(settings.serving)
    net = DangerNet(settings.encoder_home, settings.adapter, len(data.classes), recipe)
    ordinary = [text for text in data.texts if text.hand not in data.hands][:ORDINARY_LEARNED]
    kept = [text for text in data.texts if text.hand in data.hands and text.hand not in without]

    def progress(step: int, steps: int, loss: float) -> None:
        if step % 50 == 0:
            typer.echo(f"{name} : pas {step} sur {steps}, perte {loss:.2f}")

    train(net, [*kept, *ordinary], data.classes, tokenizer, recipe, progress)
    return net


def _fold(data: Data, settings: Settings, number: int, folder: Path) -> None:
    """Fit without the hands of a fold, and keep what is found of their texts and of needs."""
    path = folder / f"pli{number}.npz"
    apart = data.hands[number::FOLDS]
    rows = data.of(apart)
    if path.exists():
        return
    learned = data.rows(without=apart)
    letters = data.letters.fit(learned, data.targets(learned), len(data.classes))
    net = _learn(data, settings, apart, f"pli {number}")
    texts = [data.texts[row].text for row in rows]
    meaning = log_shares(net, texts, open_tokenizer(settings.serving), DangerRecipe())
    np.savez(path, rows=rows, letters=data.letters.log_shares(letters, rows), meaning=meaning)


def _chosen(data: Data, folder: Path) -> tuple[Thresholds, Thresholds, float]:
    """Choose the thresholds with and without the encoder, and that of suspicion; print shares."""
    found = [np.load(path) for path in sorted(folder.glob("pli*.npz"))]
    rows, letters, meaning = (
        np.concatenate([each[name] for each in found]) for name in ("rows", "letters", "meaning")
    )
    texts = [data.texts[row] for row in rows]
    both = np.exp(log_softmax(LETTERS_SHARE * letters + meaning))
    results = []
    for title, shares, false_sure in (
        ("lettres", np.exp(letters), by_letters.FALSE_BY_LETTERS),
        ("avec l'encodeur", both, by_letters.FALSE_SURE),
    ):
        chosen = by_letters.thresholds(shares, texts, data.classes, data.losses, false_sure)
        told = by_letters.shown_shares(shares, texts, data.classes, data.losses, chosen)
        typer.echo(f"{title} : {chosen} ; boîte, boîte ou ligne, à faire : {told}")
        results.append(chosen)
    calls = np.array([bool(text.situations) for text in texts])
    called = calls & (1 - both[:, 0] >= results[1].likely)
    suspicion = np.sort(1 - np.exp(letters[called][:, 0]))
    suspicious = float(suspicion[int((1 - SUSPICIOUS_KEPT) * len(suspicion))])
    return results[0], results[1], suspicious


def _write(
    data: Data, settings: Settings, net: DangerNet, letters: LetterWeights, folder: Path
) -> None:
    """Write the adapter of dangers and the model beside the rules, with their SHA-256."""
    lora.write(net.changes(), settings.adapter / DANGERS)
    without, with_reader, suspicious = _chosen(data, folder)
    description = Description(
        date=datetime.now(UTC).date().isoformat(),
        hands=len(data.hands),
        reader=dangers_source(lora.source(settings.adapter), settings.adapter / DANGERS),
        classes=data.classes,
        losses=data.losses,
        rules=data.rules,
        suspicious=suspicious,
        with_reader=with_reader,
        by_letters=without,
    )
    unit = np.abs(letters.letters).max(axis=0).clip(1e-6) / NO_LETTER
    vector, vector_bias = net.regression()
    tensors = {
        "letters": np.rint(letters.letters / unit).astype(np.int8),
        "unit": unit.astype(np.float32),
        "rules": letters.rules,
        "bias": letters.bias,
        "vector": vector,
        "vector_bias": np.ascontiguousarray(vector_bias),
    }
    path = settings.danger_model
    save_file(tensors, path, {DESCRIPTION: description.model_dump_json()})
    write_atomically(path.with_suffix(".sha256"), f"{digest(path).sha256}\n")
    typer.echo(json.dumps(description.model_dump(mode="json"), ensure_ascii=False))


def _curve(data: Data) -> None:
    """Print what letters tell of each hand kept apart, then as hands are added."""
    for apart in data.hands:
        _told_apart(data, [hand for hand in data.hands if hand != apart], [apart])
    tested = data.hands[-FOLDS:]
    for count in (1, 2, 4, 8, 12, 16, len(data.hands) - len(tested)):
        if count <= len(data.hands) - len(tested):
            _told_apart(data, data.hands[:count], tested)


def _told_apart(data: Data, learned: Sequence[str], apart: Sequence[str]) -> None:
    """Print the shares of the calls of some hands told by letters learned from others."""
    ordinary = data.rows(without=data.hands)[:ORDINARY_LEARNED]  # fitted in seconds
    rows, tested = np.r_[data.of(learned), ordinary], data.of(apart)
    weights = data.letters.fit(rows, data.targets(rows), len(data.classes))
    shares = np.exp(data.letters.log_shares(weights, tested))
    texts = [data.texts[row] for row in tested]
    chosen = by_letters.thresholds(shares, texts, data.classes, data.losses)
    told = by_letters.shown_shares(shares, texts, data.classes, data.losses, chosen)
    names = ", ".join(apart)
    typer.echo(f"{len(learned)} mains, {names} à part : boîte {told[0]:.0%}, ligne {told[1]:.0%}")


def main(
    folder: Annotated[Path, typer.Option("--dossier", help="point de reprise")] = Path(
        "var/training/dangers"
    ),
    threads: Annotated[int, typer.Option("--coeurs", help="cœurs")] = 1,
    curve: Annotated[
        bool, typer.Option("--courbe", help="une main à part, puis de plus en plus")
    ] = False,
    folds: Annotated[int, typer.Option("--plis", help="plis à faire, trois au plus")] = FOLDS,
) -> None:
    """Ajuste le modèle des dangers ; reprend les plis déjà faits du dossier."""
    quieten()
    torch.set_num_threads(threads)
    settings = Settings()
    data = _data(settings)
    typer.echo(f"{len(data.texts)} textes, {len(data.hands)} mains, {len(data.classes)} classes")
    if curve:
        _curve(data)
        return
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(min(folds, FOLDS)):
        _fold(data, settings, number, folder)
    rows = data.rows()
    letters = data.letters.fit(rows, data.targets(rows), len(data.classes))
    _write(data, settings, _learn(data, settings, (), "toutes"), letters, folder)


if __name__ == "__main__":
    typer.run(main)
