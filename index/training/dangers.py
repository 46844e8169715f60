"""Training of the encoder of dangers: one more adapter, and the regression on its vectors.

The encoder with its adapter is frozen; low-rank changes to its layers and a linear layer on its
vectors are learned together, so that the softmax of the latter gives the situations of a text
(cross-entropy). A part of the texts is given with typing mistakes, in capitals, without accents or
with words of politeness: none of these changes what is told. Texts have no prefix.
"""

from __future__ import annotations

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

from index.encoder.tokenizers import Tokenizer
from index.encoder_export import lora
from index.encoder_export.onnx import base_model
from index.encoder_export.sentence_transformer import merge
from index.text.language_detection import FRENCH
from index.text.noise import Noise
from index.training.danger_texts import DangerText, shares_of
from index.training.descent import descend
from index.training.trainer import Recipe, adapter_of, with_adapter

POOL = 20
"""Number of batches whose texts are sorted by length together: little is padded."""
AROUND: tuple[tuple[str, str], ...] = (
    ("bonjour ", ""), ("bonjour, ", ""), ("", " svp"), ("", " s'il vous plaît"), ("", " merci"),
    ("", " aidez moi"), ("", " que faire"), ("", " ?"), ("", " !!"), ("aide ", ""),
)  # fmt: skip
"""What people put before and after what they say."""


@dataclass(frozen=True)
class DangerRecipe:
    """Hyperparameters of a training of the encoder of dangers.

    rank: of each low-rank change; learning_rate: of the changes, the highest; head_rate: of the
    linear layer; warm_up: share of the steps that they rise for; epochs: times that each text is
    seen; batch: texts in a step; scale: factor of the unit vectors before the linear layer;
    dropout: share of their values left out; noisy, upper, bare, around: share of the texts given
    with typing mistakes (in French), in capitals, without accents, with words around; max_tokens:
    at which texts are cut; seed: of all draws; bf16: True to compute layers in bfloat16.
    """

    rank: int = 16
    learning_rate: float = 6e-4
    head_rate: float = 1e-3
    warm_up: float = 0.06
    epochs: int = 5
    batch: int = 32
    scale: float = 20.0
    dropout: float = 0.1
    noisy: float = 0.15
    upper: float = 0.06
    bare: float = 0.08
    around: float = 0.08
    max_tokens: int = 48
    seed: int = 0
    bf16: bool = True


class DangerNet(torch.nn.Module):
    """The encoder with the changes that are learned, and the linear layer on its vectors."""

    def __init__(self, home: Path, adapter: Path, classes: int, recipe: DangerRecipe) -> None:
        """Begin as the encoder.

        Args:
            home: folder of the encoder.
            adapter: that of its adapter.
            classes: number of situations, none included.
            recipe: the rank, the scale and the dropout are used.
        """
        super().__init__()
        self.model = base_model(home)
        merge(self.model, lora.read(adapter))
        with_adapter(self.model, Recipe(rank=recipe.rank))
        self.bert = self.model[0].auto_model
        self.bert.pooler = None  # unused: the vector of a text is a mean
        self.head = torch.nn.Linear(int(self.bert.config.hidden_size), classes)
        self.scale, self.dropout = recipe.scale, torch.nn.Dropout(recipe.dropout)

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Return the scores of n texts, (n, classes); ids, mask: (n, t), 0 where padded."""
        whole = None if bool(mask.all()) else mask
        tokens: Tensor = self.bert(input_ids=ids, attention_mask=whole).last_hidden_state
        kept = mask.unsqueeze(-1).to(tokens.dtype)
        vectors = (tokens * kept).sum(dim=1) / kept.sum(dim=1)
        unit = functional.normalize(vectors.float(), dim=1)
        scores: Tensor = self.head(self.dropout(self.scale * unit))
        return scores

    def changes(self) -> lora.Layers:
        """Return the low-rank changes that were learned."""
        return adapter_of(self.model)

    def regression(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Return the weights of the linear layer on unit vectors, (d, classes), and its bias."""
        weights = self.head.weight.detach().numpy().T * self.scale
        return np.ascontiguousarray(weights, np.float32), self.head.bias.detach().numpy()


def train(
    net: DangerNet,
    texts: Sequence[DangerText],
    classes: Sequence[str],
    tokenizer: Tokenizer,
    recipe: DangerRecipe,
    progress: Callable[[int, int, float], None],
) -> None:
    """Train a net, in place.

    Args:
        net: begun as the encoder.
        texts: to learn.
        classes: identifiers of the situations, "" first for none.
        tokenizer: of the encoder.
        recipe: hyperparameters.
        progress: called with the step, their number and the loss.
    """

    def loss_of(scores: Tensor, shares: Tensor) -> Tensor:
        return -(functional.log_softmax(scores, dim=1) * shares).sum(dim=1).mean()

    steps = recipe.epochs * -(-len(texts) // recipe.batch)
    batches = _batches(texts, classes, tokenizer, recipe)
    descend(net, batches, steps, loss_of, recipe, progress)


def _batches(
    texts: Sequence[DangerText],
    classes: Sequence[str],
    tokenizer: Tokenizer,
    recipe: DangerRecipe,
) -> Iterator[tuple[Tensor, Tensor, Tensor]]:
    """Yield the token ids, the mask and the shares of classes of each step."""
    rng, noise = random.Random(recipe.seed), Noise(recipe.seed)  # noqa: S311 - nothing secret
    for _ in range(recipe.epochs):
        order = rng.sample(range(len(texts)), len(texts))
        said = ((_said(texts[row], rng, noise, recipe), row) for row in order)
        coded = [(_ids(text, tokenizer, recipe), row) for text, row in said]
        batches = []
        for start in range(0, len(coded), recipe.batch * POOL):
            pool = sorted(coded[start : start + recipe.batch * POOL], key=lambda each: len(each[0]))
            batches += [pool[at : at + recipe.batch] for at in range(0, len(pool), recipe.batch)]
        rng.shuffle(batches)
        for batch in batches:
            shares = torch.zeros((len(batch), len(classes)))
            for place, (_, row) in enumerate(batch):
                for column, share in shares_of(texts[row], classes).items():
                    shares[place, column] = share
            yield *_padded([ids for ids, _ in batch]), shares


def _said(text: DangerText, rng: random.Random, noise: Noise, recipe: DangerRecipe) -> str:
    """Return a text as somebody else would type it: mistakes, capitals, no accents, politeness."""
    said = text.text
    if text.language == FRENCH and rng.random() < recipe.noisy:
        said = noise.write(said)
    drawn = rng.random()
    if drawn < recipe.upper:
        return said.upper()
    if drawn < recipe.upper + recipe.bare and text.language == FRENCH:
        apart = unicodedata.normalize("NFD", said.lower())
        return "".join(char for char in apart if not unicodedata.combining(char))
    if drawn < recipe.upper + recipe.bare + recipe.around and text.language == FRENCH:
        before, after = rng.choice(AROUND)
        return f"{before}{said}{after}"
    return said


def _ids(text: str, tokenizer: Tokenizer, recipe: DangerRecipe) -> list[int]:
    ids = tokenizer.ids(text)
    most = recipe.max_tokens
    return ids if len(ids) <= most else [*ids[: most - 1], ids[-1]]


def _padded(rows: Sequence[list[int]]) -> tuple[Tensor, Tensor]:
    """Return the token ids of texts, as wide as the longest, and their mask."""
    ids = torch.ones((len(rows), max(map(len, rows))), dtype=torch.int64)
    mask = torch.zeros_like(ids)
    for place, each in enumerate(rows):
        ids[place, : len(each)] = torch.tensor(each)
        mask[place, : len(each)] = 1
    return ids, mask


@torch.inference_mode()
def log_shares(
    net: DangerNet, texts: Sequence[str], tokenizer: Tokenizer, recipe: DangerRecipe
) -> NDArray[np.float32]:
    """Return the logarithm of the likelihood of each class for n texts, (n, classes) float32."""
    net.eval()
    ids = [_ids(text, tokenizer, recipe) for text in texts]
    found = np.zeros((len(texts), net.head.out_features), np.float32)
    order = sorted(range(len(texts)), key=lambda row: len(ids[row]))
    for start in range(0, len(order), 64):
        rows = order[start : start + 64]
        scores = net(*_padded([ids[row] for row in rows]))
        found[rows] = functional.log_softmax(scores.float(), dim=1).numpy()
    return found
