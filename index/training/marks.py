"""Training of the encoder that marks what a person says: one more adapter, and a linear layer.

The encoder with its adapter is frozen; low-rank changes and a linear layer on the vector of the
first token of each word are learned together (cross-entropy on the classes of words). A part of
the sentences is given in capitals or without accents.
"""

from __future__ import annotations

import csv
import random
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from index.encoder.tagging import coded, words_of
from index.encoder.tokenizers import Tokenizer
from index.encoder_export import lora
from index.encoder_export.onnx import base_model
from index.encoder_export.sentence_transformer import merge
from index.facts.marks import CLASSES
from index.facts.sorting import CONDITION, SKILL, STATE
from index.training.descent import descend
from index.training.trainer import Recipe, adapter_of, with_adapter

KIND_OF = {"etat": STATE, "limite": CONDITION, "competence": SKILL}


@dataclass(frozen=True)
class MarkedSentence:
    """A sentence and the class of each of its words: rows of `CLASSES`."""

    hand: str
    text: str
    classes: tuple[int, ...]


@dataclass(frozen=True)
class MarkRecipe:
    """Hyperparameters: see `index.training.dangers.DangerRecipe`."""

    rank: int = 16
    learning_rate: float = 8e-4
    head_rate: float = 1e-3
    warm_up: float = 0.06
    epochs: int = 4
    batch: int = 32
    dropout: float = 0.1
    upper: float = 0.04
    bare: float = 0.12
    seed: int = 0
    bf16: bool = True


def read_sentences(path: Path) -> list[MarkedSentence]:
    """Read sentences whose fragments are marked.

    path: tab-separated file in UTF-8, with the columns main, classe, langue, texte, fragments,
    condition, competences. A word has the class of the fragment that covers most of it.
    """
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [_sentence(row) for row in rows]


def _sentence(row: dict[str, str]) -> MarkedSentence:
    text = row["texte"]
    marks = np.zeros(len(text), np.int64)
    for column, kind in (("competences", SKILL), ("fragments", KIND_OF[row["classe"]])):
        for fragment in filter(None, map(str.strip, (row[column] or "").split("|"))):
            at = text.find(fragment)
            if at >= 0:
                marks[at : at + len(fragment)] = CLASSES.index(kind)
    counted = (np.bincount(marks[each.start : each.end]) for each in words_of(text))
    return MarkedSentence(row["main"], text, tuple(int(each.argmax()) for each in counted))


class MarkNet(torch.nn.Module):
    """The encoder with the changes that are learned, and the linear layer on its tokens."""

    def __init__(self, home: Path, adapter: Path, recipe: MarkRecipe) -> None:
        """Begin as the encoder: home, its folder; adapter, that of its adapter."""
        super().__init__()
        self.model = base_model(home)
        merge(self.model, lora.read(adapter))
        with_adapter(self.model, Recipe(rank=recipe.rank))
        self.bert = self.model[0].auto_model
        self.bert.pooler = None  # unused: each token has its vector
        self.head = torch.nn.Linear(int(self.bert.config.hidden_size), len(CLASSES))
        self.dropout = torch.nn.Dropout(recipe.dropout)

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Return the scores of the tokens of n sentences, (n, t, k)."""
        tokens: Tensor = self.bert(input_ids=ids, attention_mask=mask).last_hidden_state
        scores: Tensor = self.head(self.dropout(tokens.float()))
        return scores

    def changes(self) -> lora.Layers:
        """Return the low-rank changes that were learned."""
        return adapter_of(self.model)


def train(
    net: MarkNet,
    sentences: Sequence[MarkedSentence],
    tokenizer: Tokenizer,
    recipe: MarkRecipe,
    progress: Callable[[int, int, float], None],
) -> None:
    """Train a net, in place; progress is called with the step, their number and the loss."""

    def loss_of(scores: Tensor, classes: Tensor) -> Tensor:
        told, expected = scores.reshape(-1, len(CLASSES)), classes.reshape(-1)
        return functional.cross_entropy(told, expected, ignore_index=-1)

    steps = recipe.epochs * -(-len(sentences) // recipe.batch)
    descend(net, _batches(sentences, tokenizer, recipe), steps, loss_of, recipe, progress)


def _batches(
    sentences: Sequence[MarkedSentence], tokenizer: Tokenizer, recipe: MarkRecipe
) -> Iterator[tuple[Tensor, Tensor, Tensor]]:
    """Yield the token ids, the mask and the classes (-1 inside words) of each step."""
    rng = random.Random(recipe.seed)  # noqa: S311 - nothing secret
    for _ in range(recipe.epochs):
        order = rng.sample(range(len(sentences)), len(sentences))
        rows = []
        for row in order:
            text = _said(sentences[row].text, rng, recipe)
            parts = coded(text, words_of(text), tokenizer)
            if len(parts) == 1 and len(parts[0][1]) == len(sentences[row].classes):
                rows.append((*parts[0], sentences[row].classes))
        for start in range(0, len(rows), recipe.batch):
            yield _padded(rows[start : start + recipe.batch])


def _said(text: str, rng: random.Random, recipe: MarkRecipe) -> str:
    """Return a sentence as somebody else would type it: in capitals, or without accents."""
    drawn = rng.random()
    if drawn < recipe.upper:
        return text.upper()
    if drawn < recipe.upper + recipe.bare and text.isprintable() and max(map(ord, text)) < 0x250:
        apart = unicodedata.normalize("NFD", text.lower())
        return "".join(char for char in apart if not unicodedata.combining(char))
    return text


def _padded(
    rows: Sequence[tuple[list[int], list[int], tuple[int, ...]]],
) -> tuple[Tensor, Tensor, Tensor]:
    """Return rows as wide as the longest."""
    widest = max(len(ids) for ids, _, _ in rows)
    found = torch.ones((len(rows), widest), dtype=torch.int64)
    mask = torch.zeros_like(found)
    classes = torch.full_like(found, -1)
    for place, (ids, places, kinds) in enumerate(rows):
        found[place, : len(ids)] = torch.tensor(ids)
        mask[place, : len(ids)] = 1
        for at, kind in zip(places, kinds, strict=True):
            classes[place, at] = kind
    return found, mask, classes


@torch.inference_mode()
def tagged(net: MarkNet, text: str, tokenizer: Tokenizer) -> NDArray[np.float32]:
    """Return the logarithm of the likelihood of each class for each word of a text, (w, k)."""
    net.eval()
    found = []
    for ids, places in coded(text, words_of(text), tokenizer):
        whole = torch.tensor([ids])
        scores = net(whole, torch.ones_like(whole))[0, places]
        found.append(functional.log_softmax(scores.float(), dim=1).numpy())
    return np.concatenate(found) if found else np.zeros((0, len(CLASSES)), np.float32)
