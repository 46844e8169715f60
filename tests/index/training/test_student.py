"""Training of the student: losses that mean something, rows that a seed decides, a stop undone.

torch takes seconds to import: each test imports what needs it itself.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from index.arrays import Matrix

if TYPE_CHECKING:
    from index.training.student import StudentLessons, StudentRecipe, StudentTrainer

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
STEPS, STOPPED = 6, 3


class LetterTokenizer:
    """A tokenizer whose tokens are letters."""

    def ids(self, text: str) -> list[int]:
        return [2, *(ord(letter) % 60 + 4 for letter in text), 3]


def unit(rows: int, seed: int) -> Matrix:
    """Random vectors of unit norm."""
    vectors: Matrix = np.random.default_rng(seed).normal(size=(rows, 32)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors


@pytest.fixture
def recipe() -> StudentRecipe:
    from index.training.student import StudentRecipe

    return StudentRecipe(layers=(0, 1), batch=4, compared=16, steps=STEPS, learning_rate=1e-2)


@pytest.fixture
def lessons() -> StudentLessons:
    from index.training.queries import StudentText
    from index.training.student import StudentLessons

    texts = [StudentText(3 * letter + " besoin", letter > "c") for letter in "abcdefghij"]
    return StudentLessons(texts, unit(len(texts), 1), unit(30, 2))


def trainer(lessons: StudentLessons, recipe: StudentRecipe) -> StudentTrainer:
    """A trainer of the same tiny student each time."""
    import torch
    from torch.nn import ModuleList
    from transformers import BertConfig, BertModel

    from index.encoder_export.student import Student
    from index.training.student import Batches, StudentTrainer

    class Module(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.auto_model = BertModel(
                BertConfig(
                    vocab_size=64, hidden_size=32, num_hidden_layers=2, num_attention_heads=2,
                    intermediate_size=64, max_position_embeddings=64,
                )
            )  # fmt: skip

    torch.manual_seed(5)
    student = Student(ModuleList([Module()]), recipe.layers).eval()
    batches = Batches(lessons.texts, LetterTokenizer(), recipe)
    return StudentTrainer(student, lessons, batches, recipe)


def test_the_vectors_of_the_teacher_should_have_no_loss(recipe: StudentRecipe) -> None:
    import torch

    from index.training.student import student_loss

    targets, passages = torch.from_numpy(unit(5, 3)), torch.from_numpy(unit(20, 4))
    same = student_loss(targets, targets, passages, recipe)
    other = student_loss(targets.flip(0), targets, passages, recipe)
    assert [float(part) for part in same] == pytest.approx([0, 0], abs=1e-5)
    assert all(float(part) > 0.1 for part in other)


def test_each_text_should_come_once_a_turn(lessons: StudentLessons, recipe: StudentRecipe) -> None:
    from index.training.student import POOL, Batches

    batches = Batches(lessons.texts, LetterTokenizer(), recipe).after(0)
    rows = [row for _, batch in zip(range(POOL), batches, strict=False) for row in batch.rows]
    assert np.bincount(rows).tolist() == [POOL * recipe.batch // len(lessons.texts)] * 10


def test_a_padded_batch_should_say_where(lessons: StudentLessons, recipe: StudentRecipe) -> None:
    from index.training.student import Batches

    batch = next(Batches(lessons.texts, LetterTokenizer(), recipe).after(0))
    assert batch.ids.shape == batch.mask.shape == (recipe.batch, batch.ids.shape[1])
    assert batch.mask.sum(dim=1).max() == batch.ids.shape[1] <= recipe.max_tokens
    assert (batch.ids[batch.mask == 0] == 1).all()


def test_a_stopped_training_should_end_as_one_that_never_stopped(
    lessons: StudentLessons, recipe: StudentRecipe, tmp_path: Path
) -> None:
    whole = trainer(lessons, recipe)
    told = [line["step"] for line in whole.run(tmp_path / "sans", each=1, saved=STOPPED)]
    stopped = trainer(lessons, recipe)
    for line in stopped.run(tmp_path / "avec", each=1, saved=STOPPED):
        if line["step"] == STOPPED:
            break
    resumed = trainer(lessons, recipe)
    again = [line["step"] for line in resumed.run(tmp_path / "avec", each=1, saved=STOPPED)]
    assert told == [*range(1, STEPS + 1)]
    assert again == [*range(STOPPED + 1, STEPS + 1)]
    for name, values in whole.student.learned().items():
        assert np.array_equal(values, resumed.student.learned()[name])


def test_training_should_bring_a_student_nearer_to_its_teacher(
    lessons: StudentLessons, recipe: StudentRecipe, tmp_path: Path
) -> None:
    from dataclasses import replace

    longer = replace(recipe, steps=100, noisy=0.0, learning_rate=3e-3)
    losses = [line["cosine"] for line in trainer(lessons, longer).run(tmp_path, each=10)]
    assert losses[-1] > losses[0] + 0.05


def test_the_linear_layer_should_be_fitted_before_training(
    lessons: StudentLessons, recipe: StudentRecipe
) -> None:
    import torch
    from torch.nn.functional import cosine_similarity

    from index.training.student import Batches, fit_head

    student = trainer(lessons, recipe).student
    batches = Batches(lessons.texts, LetterTokenizer(), recipe)
    batch = next(batches.after(0))
    wanted = torch.from_numpy(lessons.targets[batch.rows])
    before = cosine_similarity(student(batch.ids, batch.mask), wanted).mean()
    fit_head(student, batches.after(0), lessons.targets, recipe)
    assert cosine_similarity(student(batch.ids, batch.mask), wanted).mean() > before + 0.2


def test_a_folder_should_hold_one_training(recipe: StudentRecipe, tmp_path: Path) -> None:
    from dataclasses import replace

    from index.training.student import check_recipe

    assert check_recipe(tmp_path / "un", recipe)
    assert check_recipe(tmp_path / "un", recipe)
    assert not check_recipe(tmp_path / "un", replace(recipe, steps=7))
