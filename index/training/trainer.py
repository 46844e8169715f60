"""Training of the adapter of the encoder, by the sentence-transformers trainer and peft.

Each batch is of one of two kinds of lessons:
    pairs      a need, often with mistakes, is near a text that answers it (contrastive, in the
               batch);
    unchanged  a text written with mistakes has the vector of the correct one, other languages and
               passages have theirs, by the encoder before training.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from datasets import Dataset
from numpy.typing import NDArray
from peft import LoraConfig, inject_adapter_in_model
from sentence_transformers import (
    SentenceTransformer,
    SentenceTransformerTrainer,
    SentenceTransformerTrainingArguments,
)
from sentence_transformers.sentence_transformer.training_args import MultiDatasetBatchSamplers
from torch import Tensor
from torch.nn import functional

from index.encoder_export import lora

PAIRS, UNCHANGED = "paires", "gardes"
Features = Iterable[dict[str, Tensor]]


@dataclass(frozen=True)
class Recipe:
    """Hyperparameters of a training of the adapter, low-rank changes to layers of the encoder.

    rank: of each change, a product of two matrices; first_layer: the first layer changed, of 12
    numbered from 0; batch: rows in a step; temperature: divisor of the
    cosines before a softmax; kept_weight: factor of the
    loss that keeps some vectors unchanged; seed: of the order of rows; steps: number of steps, -1
    for all the rows once.
    """

    rank: int = 32
    first_layer: int = 0
    batch: int = 64
    learning_rate: float = 2.5e-4
    temperature: float = 0.02
    kept_weight: float = 30.0
    seed: int = 20
    steps: int = -1


class PairLoss(torch.nn.Module):
    """Contrastive loss: the vector of a need must be nearer its answer than other answers.

    It is the cross-entropy of a softmax of cosines divided by the temperature: of each need with
    all the answers of the batch, and of each answer with all the needs; the loss is their mean,
    lower being better. Answers of the same group as the right one, worth the same, are left out.
    """

    def __init__(self, model: SentenceTransformer, recipe: Recipe) -> None:
        super().__init__()
        self.model, self.temperature = model, recipe.temperature

    def forward(self, features: Features, labels: Tensor) -> Tensor:
        """Return the loss of a batch of n rows, a scalar.

        features: tokenized needs, and answers; labels: (n, 1), number of the group of the answer.
        """
        needs, answers = (embed(self.model, texts) for texts in features)
        cosines = needs @ answers.T / self.temperature
        same = labels == labels.T
        same.fill_diagonal_(False)
        cosines = cosines.masked_fill(same, -1e4)
        rows = torch.arange(len(labels), device=cosines.device)
        forth = functional.cross_entropy(cosines, rows)
        return (forth + functional.cross_entropy(cosines.T, rows)) / 2


class UnchangedLoss(torch.nn.Module):
    """Loss that keeps the vectors of some texts as they were before training.

    It is the mean of 1 - cosine between the vector of a text now and before training, times the
    factor `kept_weight` of the recipe; 0 when no vector has changed.
    """

    def __init__(self, model: SentenceTransformer, recipe: Recipe) -> None:
        super().__init__()
        self.model, self.weight = model, recipe.kept_weight

    def forward(self, features: Features, labels: Tensor) -> Tensor:
        """Return the loss of a batch of n texts, a scalar.

        features: tokenized texts; labels: (n, d), their vectors before training, of unit norm.
        """
        (vectors,) = (embed(self.model, texts) for texts in features)
        return self.weight * (1 - (vectors * labels).sum(dim=1)).mean()


def embed(model: SentenceTransformer, features: dict[str, Tensor]) -> Tensor:
    """Return the vectors of n tokenized texts by a model: (n, d) float32, unit norm."""
    vectors: Tensor = model(features)["sentence_embedding"]
    return functional.normalize(vectors.float(), dim=1)


def with_adapter(model: SentenceTransformer, recipe: Recipe) -> None:
    """Freeze the weights of a model, and add trainable low-rank changes (LoRA) to it, in place.

    The linear layers of the transformer are changed, from `first_layer` of the recipe on.
    """
    bert = model[0].auto_model
    bert.requires_grad_(False)
    layers = bert.config.num_hidden_layers
    config = LoraConfig(
        r=recipe.rank,
        lora_alpha=recipe.rank,
        lora_dropout=0.0,
        target_modules=["query", "key", "value", "dense"],
        layers_to_transform=list(range(recipe.first_layer, layers)),
        layers_pattern="layer",
    )
    inject_adapter_in_model(config, bert)


def adapter_of(model: SentenceTransformer) -> lora.Layers:
    """Return the low-rank changes that a model is trained with, its adapter.

    Path of a layer -> matrices A (r, inputs) and B (outputs, r), the scale of LoRA being in B.
    """
    return {
        name: (
            _values(layer.lora_A["default"].weight),
            _values(layer.lora_B["default"].weight * layer.scaling["default"]),
        )
        for name, layer in model[0].auto_model.named_modules()
        if hasattr(layer, "lora_A")
    }


def _values(tensor: Tensor) -> NDArray[np.float32]:
    values: NDArray[np.float32] = tensor.detach().float().cpu().numpy()
    return values


def set_adapter(model: SentenceTransformer, layers: lora.Layers) -> None:
    """Set the low-rank changes of a model, in place, to continue their training.

    Those that `layers` does not have are left as they are. layers: path of each layer changed ->
    matrices A (r, inputs) and B (outputs, r).
    """
    with torch.no_grad():
        for name, layer in model[0].auto_model.named_modules():
            if hasattr(layer, "lora_A"):
                if name not in layers:
                    continue
                down, up = layers[name]
                layer.lora_A["default"].weight.copy_(torch.from_numpy(down))
                layer.lora_B["default"].weight.copy_(
                    torch.from_numpy(up) / layer.scaling["default"]
                )


class AdapterTrainer(SentenceTransformerTrainer):
    """Trainer whose checkpoints hold the adapter (the learned changes) and not the whole model."""

    def _save(self, output_dir: str | None = None, state_dict: object = None) -> None:
        lora.write(adapter_of(self.model), Path(output_dir or self.args.output_dir))

    def _load_from_checkpoint(self, resume_from_checkpoint: str, *_: Any) -> None:  # noqa: ANN401
        set_adapter(self.model, lora.read(Path(resume_from_checkpoint)))


def train(
    model: SentenceTransformer,
    lessons: Mapping[str, Dataset],
    folder: Path,
    recipe: Recipe,
    start: lora.Layers,
    *,
    bf16: bool = False,
) -> list[dict[str, Any]]:
    """Train the adapter, low-rank changes to the encoder, and write it.

    Training goes on from the last checkpoint of the folder, if there is one.

    Args:
        model: the encoder before training; it is trained in place.
        lessons: name of a part of the training set -> its rows. The name starts with `PAIRS`,
            `UNCHANGED`, which chooses the loss.
        folder: where checkpoints, then the adapter, are written.
        recipe: hyperparameters.
        start: the adapter to go on from: path of a layer -> matrices A and B; empty when training
            begins with the encoder as published.
        bf16: True to compute in bfloat16, on processors made for it.

    Returns:
        The log: first {"recipe": hyperparameters}, then one entry for each time that the loss is
        logged, every 25 steps, and for the whole training.
    """
    with_adapter(model, recipe)
    set_adapter(model, start)
    kinds = {PAIRS: PairLoss, UNCHANGED: UnchangedLoss}
    losses = {
        name: next(kind for start, kind in kinds.items() if name.startswith(start))(model, recipe)
        for name in lessons
    }
    arguments = SentenceTransformerTrainingArguments(
        output_dir=str(folder),
        num_train_epochs=1,
        max_steps=recipe.steps,
        per_device_train_batch_size=recipe.batch,
        learning_rate=recipe.learning_rate,
        warmup_steps=0.06,
        lr_scheduler_type="cosine",
        multi_dataset_batch_sampler=MultiDatasetBatchSamplers.PROPORTIONAL,
        prompts=dict.fromkeys(lessons, ""),
        bf16=bf16,
        use_cpu=not torch.cuda.is_available(),
        logging_steps=25,
        save_steps=200,
        save_total_limit=2,
        seed=recipe.seed,
        report_to="none",
        dataloader_drop_last=True,
        max_grad_norm=1.0,
    )
    trainer = AdapterTrainer(model=model, args=arguments, train_dataset=dict(lessons), loss=losses)
    trainer.train(resume_from_checkpoint=any(folder.glob("checkpoint-*")))
    lora.write(adapter_of(model), folder)
    return [{"recipe": asdict(recipe)}, *trainer.state.log_history]
