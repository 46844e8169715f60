"""Training of the student: a few layers that give queries the vectors of the whole encoder.

Passages keep the vectors of the whole encoder (the teacher), so that the student must put a query
where the teacher puts it: near its vector (cosine), and with the same passages of the catalogue
nearest to it, in the same order (Kullback-Leibler). A part of the texts is given with typing
mistakes, and taught the vector of the text without. Word embeddings are the teacher's, frozen.

Rows of step n depend on the seed and on n alone: a training that stopped goes on as if it had not.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file, save_file
from torch import Tensor
from torch.nn import functional

from index.arrays import Matrix
from index.encoder.tokenizers import Tokenizer
from index.encoder_export.student import Student
from index.text.noise import Noise
from index.training.queries import StudentText

STATE, JOURNAL = "state.safetensors", "journal.jsonl"
POOL = 40
"""Number of batches whose rows are drawn together, then sorted by length: little is padded."""


FITTED = 120
"""Number of batches that the linear layer is fitted on before training."""


@dataclass(frozen=True)
class StudentRecipe:
    """Hyperparameters of a training of the student.

    layers: those of the teacher that it starts from; batch: rows in a step; learning_rate: the
    highest; warm_up: share of the steps that it rises for, before it falls in a straight line;
    temperature: divisor of the cosines before a softmax; cosine_weight: factor of 1 - cosine beside
    the divergence; compared: number of vectors of the index that a step compares queries
    with, besides an eighth as many targets of other texts;
    noisy: share of the French texts given with mistakes; penalty: of the squared weights of the
    linear layer that is fitted before training; max_tokens: number of tokens at which texts are
    cut; steps: number of steps; seed: of all draws; bf16: True to compute layers in bfloat16, on
    processors made for it.
    """

    layers: tuple[int, ...] = (0, 2, 4, 6, 8, 11)
    batch: int = 64
    learning_rate: float = 5e-4
    warm_up: float = 0.03
    temperature: float = 0.02
    cosine_weight: float = 10.0
    compared: int = 8_192
    noisy: float = 0.25
    penalty: float = 3.0
    max_tokens: int = 40
    steps: int = 6_500
    seed: int = 20
    bf16: bool = False


@dataclass(frozen=True)
class StudentLessons:
    """What the student is taught.

    texts: what people write; targets: (n, d) float32 unit vectors of these texts by the teacher;
    passages: (p, d) float32 unit vectors of the index, by the teacher.
    """

    texts: Sequence[StudentText]
    targets: Matrix
    passages: Matrix


@dataclass(frozen=True)
class Batch:
    """Rows of a step: ids, (b, t) int64; mask, (b, t) int64, 0 where padded; rows, of the texts."""

    ids: Tensor
    mask: Tensor
    rows: NDArray[np.int64]


class Batches:
    """Batches of texts, with or without mistakes, in an order that the seed decides."""

    def __init__(
        self, texts: Sequence[StudentText], tokenizer: Tokenizer, recipe: StudentRecipe
    ) -> None:
        """texts: those to draw from; tokenizer: of the encoder; recipe: size, seed and noise."""
        self._texts, self._tokenizer, self._recipe = texts, tokenizer, recipe
        self._rows = [row for row, text in enumerate(texts) for _ in range(text.times)]
        self._turn = -1

    def after(self, step: int) -> Iterator[Batch]:
        """Yield the batches of the steps that follow the first `step` ones, without end."""
        pool, done = divmod(step, POOL)
        while True:
            yield from self._pool(pool)[done:]
            pool, done = pool + 1, 0

    def _pool(self, number: int) -> list[Batch]:
        """Return the batches drawn together as the pool of a number."""
        size = POOL * self._recipe.batch
        rng = random.Random(f"{self._recipe.seed} {number}")  # noqa: S311 - nothing secret
        noise = Noise(rng.randrange(2**32))
        rows = [self._row(number * size + place) for place in range(size)]
        coded = [(self._ids(self._texts[row], rng, noise), row) for row in rows]
        coded.sort(key=lambda pair: len(pair[0]))
        parts = [coded[k : k + self._recipe.batch] for k in range(0, size, self._recipe.batch)]
        rng.shuffle(parts)
        return [_padded(part) for part in parts]

    def _row(self, place: int) -> int:
        """Return the row of the text at a place of the training; each comes its times a turn."""
        turn, place = divmod(place, len(self._rows))
        if turn != self._turn:
            self._turn = turn
            self._rows.sort()  # the order of a turn does not depend on the one before
            random.Random(f"{self._recipe.seed} tour {turn}").shuffle(self._rows)  # noqa: S311
        return self._rows[place]

    def _ids(self, text: StudentText, rng: random.Random, noise: Noise) -> list[int]:
        noisy = text.french and rng.random() < self._recipe.noisy
        ids = self._tokenizer.ids(noise.write(text.text) if noisy else text.text)
        most = self._recipe.max_tokens
        return ids if len(ids) <= most else [*ids[: most - 1], ids[-1]]


def _padded(part: Sequence[tuple[list[int], int]]) -> Batch:
    """Return coded texts as one batch, as wide as the longest."""
    ids = torch.ones((len(part), max(len(each) for each, _ in part)), dtype=torch.int64)
    mask = torch.zeros_like(ids)
    for place, (each, _) in enumerate(part):
        ids[place, : len(each)] = torch.tensor(each)
        mask[place, : len(each)] = 1
    return Batch(ids, mask, np.array([row for _, row in part]))


def student_loss(
    vectors: Tensor, targets: Tensor, passages: Tensor, recipe: StudentRecipe
) -> tuple[Tensor, Tensor]:
    """Return how far vectors of queries are from those of the teacher.

    Args:
        vectors: (b, d) float32, unit norm, by the student.
        targets: (b, d) float32, unit norm, by the teacher.
        passages: (p, d) float32, unit norm, that both are compared with.
        recipe: the temperature is used.

    Returns:
        The Kullback-Leibler divergence of the softmax of cosines with `passages`, and 1 - cosine
        with the targets; both are means over the batch, scalars, 0 when the vectors are the same.
    """
    wanted = functional.log_softmax(targets @ passages.T / recipe.temperature, dim=1)
    found = functional.log_softmax(vectors @ passages.T / recipe.temperature, dim=1)
    divergence = functional.kl_div(found, wanted, reduction="batchmean", log_target=True)
    return divergence, 1 - (vectors * targets).sum(dim=1).mean()


def fit_head(
    student: Student, batches: Iterator[Batch], targets: Matrix, recipe: StudentRecipe
) -> None:
    """Give the linear layer of a student, before training, the weights of a ridge regression.

    Args:
        student: its linear layer is replaced, so that its other layers, as they are, come as near
            the teacher as a linear layer can bring them.
        batches: texts to fit on; `FITTED` of them are taken.
        targets: (n, d) float32 vectors of all texts by the teacher.
        recipe: the penalty is used.
    """
    size = student.head.in_features
    normal = torch.zeros((size + 1, size + 1), dtype=torch.float64)
    wanted = torch.zeros((size + 1, size), dtype=torch.float64)
    with torch.inference_mode():
        for _, batch in zip(range(FITTED), batches, strict=False):
            pooled = student.pooled(batch.ids, batch.mask).double()
            inputs = torch.cat([pooled, torch.ones((len(pooled), 1))], dim=1)
            normal += inputs.T @ inputs
            wanted += inputs.T @ torch.from_numpy(targets[batch.rows]).double()
    normal += recipe.penalty * torch.eye(size + 1)
    weights = torch.linalg.solve(normal, wanted).float()
    with torch.no_grad():
        student.head.weight.copy_(weights[:-1].T)
        student.head.bias.copy_(weights[-1])


class StudentTrainer:
    """Trainer of a student, by steps, whose state is written in a folder."""

    def __init__(
        self, student: Student, lessons: StudentLessons, batches: Batches, recipe: StudentRecipe
    ) -> None:
        """Start at step 0.

        student: trained in place; lessons: vectors to learn; batches: drawn from the texts of the
        lessons; recipe: hyperparameters.
        """
        self.student, self.recipe, self.step = student, recipe, 0
        self._batches, self._targets = batches, lessons.targets
        self._passages = torch.from_numpy(np.ascontiguousarray(lessons.passages))
        self._trained = {
            name: values for name, values in student.named_parameters() if values.requires_grad
        }
        self._optimizer = torch.optim.AdamW(
            self._trained.values(), lr=0.0, betas=(0.9, 0.98), weight_decay=0.01, fused=True
        )

    def run(self, folder: Path, *, each: int = 25, saved: int = 200) -> Iterator[dict[str, Any]]:
        """Train to the last step; go on from the state of a folder, if it has one.

        Args:
            folder: where the state is read and written.
            each: number of steps between two reports.
            saved: number of steps between two writings of the state.

        Yields:
            Means of the losses since the last report: "step", "divergence", "cosine".
        """
        if (folder / STATE).exists():
            self.load(folder)
        seen: list[tuple[float, float]] = []
        batches = self._batches.after(self.step)
        while self.step < self.recipe.steps:
            seen.append(self._learn(next(batches)))
            if self.step % saved == 0 or self.step == self.recipe.steps:
                self.save(folder)
            if self.step % each == 0:
                divergence, distance = np.mean(seen, axis=0).tolist()
                yield {"step": self.step, "divergence": divergence, "cosine": 1 - distance}
                seen = []

    def _learn(self, batch: Batch) -> tuple[float, float]:
        """Make one step; return both parts of its loss."""
        recipe = self.recipe
        rng = np.random.default_rng((recipe.seed, self.step))
        drawn = rng.integers(len(self._passages), size=min(recipe.compared, len(self._passages)))
        targets = torch.from_numpy(self._targets[batch.rows])
        others = rng.integers(
            len(self._targets), size=min(recipe.compared // 8, len(self._targets))
        )
        others = others[~np.isin(others, batch.rows)]  # its own target would hide all the rest
        passages = torch.cat(
            [self._passages[torch.from_numpy(drawn)], torch.from_numpy(self._targets[others])]
        )
        with torch.autocast("cpu", torch.bfloat16, enabled=recipe.bf16):
            vectors = self.student(batch.ids, batch.mask)
        vectors = functional.normalize(vectors.float(), dim=1)
        divergence, distance = student_loss(vectors, targets, passages, recipe)
        torch.autograd.backward(divergence + recipe.cosine_weight * distance)
        torch.nn.utils.clip_grad_norm_(self._trained.values(), 5.0)
        self._optimizer.param_groups[0]["lr"] = self._rate()
        self._optimizer.step()
        self._optimizer.zero_grad()
        self.step += 1
        return divergence.item(), distance.item()

    def _rate(self) -> float:
        """Return the learning rate of this step."""
        recipe = self.recipe
        rising = max(1, round(recipe.warm_up * recipe.steps))
        share = (recipe.steps - self.step) / max(1, recipe.steps - rising)
        return recipe.learning_rate * min(1.0, (self.step + 1) / rising, share)

    def save(self, folder: Path) -> None:
        """Write the weights and the state of the optimiser, whole or not at all."""
        tensors = {f"weights.{name}": values.detach() for name, values in self._trained.items()}
        for name, values in self._trained.items():
            for part, moment in self._optimizer.state[values].items():
                tensors[f"{part}.{name}"] = moment
        tensors["at"] = torch.tensor(self.step)
        folder.mkdir(parents=True, exist_ok=True)
        save_file(tensors, folder / f"{STATE}.new")
        (folder / f"{STATE}.new").replace(folder / STATE)

    def load(self, folder: Path) -> None:
        """Take up the state that `save` wrote in a folder."""
        tensors: Mapping[str, Tensor] = load_file(folder / STATE)
        self.step = int(tensors["at"])
        with torch.no_grad():
            for name, values in self._trained.items():
                values.copy_(tensors[f"weights.{name}"])
                self._optimizer.state[values] = {
                    part: tensors[f"{part}.{name}"].clone()
                    for part in ("step", "exp_avg", "exp_avg_sq")
                }


def check_recipe(folder: Path, recipe: StudentRecipe) -> bool:
    """Return whether a folder has no training yet, or one of this recipe; write the recipe."""
    path, text = folder / "recipe.json", json.dumps(asdict(recipe))
    if path.exists():
        return path.read_text(encoding="utf-8") == text
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return True
