"""Training: the adapter of the encoder, by the sentence-transformers trainer and peft.

Three lessons are learnt together, a batch of one at a time:
    pairs     a need, often with mistakes, is near what answers it (contrastive, in the batch,
              with hard negatives where rows have them);
    short     short texts are near one another as another family of model has it (relational);
    kept      other languages and passages keep the vectors of the untouched encoder.
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

PAIRS, SHORT, KEPT = "paires", "courts", "gardes"
Features = Iterable[dict[str, Tensor]]


@dataclass(frozen=True)
class Recipe:
    """How the adapter is trained.

    rank: of the changes; first_layer: the first layer changed, of 12; temperatures: what cosines
    are divided by before a softmax; batch: rows a step; steps: how many, all the rows by default.
    """

    rank: int = 32
    first_layer: int = 4
    batch: int = 64
    learning_rate: float = 2.5e-4
    temperature: float = 0.02
    teacher_temperature: float = 0.08
    kept_weight: float = 30.0
    seed: int = 20
    steps: int = -1


class PairLoss(torch.nn.Module):
    """Each need against all the answers of the batch, those of its own group left out.

    Rows may hold a third text, near the answer but none: a hard negative for every need.
    """

    def __init__(self, model: SentenceTransformer, recipe: Recipe) -> None:
        super().__init__()
        self.model, self.temperature = model, recipe.temperature

    def forward(self, features: Features, labels: Tensor) -> Tensor:
        """features: needs, answers, maybe negatives; labels: (n, 1 or 2) the group of each one."""
        needs, answers, *negatives = (embed(self.model, each) for each in features)
        cosines = needs @ answers.T / self.temperature
        own, theirs = labels[:, :1], labels[:, 1:].T
        same = own == own.T
        same.fill_diagonal_(False)
        cosines = cosines.masked_fill(same, -1e4)
        apart = [
            (needs @ each.T / self.temperature).masked_fill(own == groups, -1e4)
            for each, groups in zip(negatives, theirs, strict=True)
        ]
        rows = torch.arange(len(labels), device=cosines.device)
        forth = functional.cross_entropy(torch.cat([cosines, *apart], dim=1), rows)
        return (forth + functional.cross_entropy(cosines.T, rows)) / 2


class RelationLoss(torch.nn.Module):
    """The neighbours of each text among the others, as a teacher of another family has them."""

    def __init__(self, model: SentenceTransformer, recipe: Recipe) -> None:
        super().__init__()
        self.model, self.recipe = model, recipe

    def forward(self, features: Features, labels: Tensor) -> Tensor:
        """features: k texts a row; labels: (n, k x d) their vectors by the teacher."""
        vectors = [embed(self.model, each) for each in features]
        taught = labels.reshape(len(labels), len(vectors), -1).transpose(0, 1).flatten(0, 1)
        own = torch.cat(vectors)
        mask = torch.eye(len(own), dtype=torch.bool, device=own.device)
        cosines = (own @ own.T / self.recipe.temperature).masked_fill(mask, -1e4)
        wanted = taught @ taught.T / self.recipe.teacher_temperature
        return functional.kl_div(
            functional.log_softmax(cosines, dim=1),
            functional.log_softmax(wanted.masked_fill(mask, -1e4), dim=1),
            reduction="batchmean",
            log_target=True,
        )


class KeptLoss(torch.nn.Module):
    """The distance to the vectors of the untouched encoder."""

    def __init__(self, model: SentenceTransformer, recipe: Recipe) -> None:
        super().__init__()
        self.model, self.weight = model, recipe.kept_weight

    def forward(self, features: Features, labels: Tensor) -> Tensor:
        """features: texts; labels: (n, d) their vectors before training."""
        (vectors,) = (embed(self.model, each) for each in features)
        return self.weight * (1 - (vectors * labels).sum(dim=1)).mean()


def embed(model: SentenceTransformer, features: dict[str, Tensor]) -> Tensor:
    """The vectors (n, d) of unit norm of tokenised texts."""
    vectors: Tensor = model(features)["sentence_embedding"]
    return functional.normalize(vectors.float(), dim=1)


def with_adapter(model: SentenceTransformer, recipe: Recipe) -> None:
    """Freeze a model and put trainable low-rank changes beside its linear layers, in place."""
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
    """The adapter that a model is being trained with, its scale put into B."""
    return {
        name: (
            _values(each.lora_A["default"].weight),
            _values(each.lora_B["default"].weight * each.scaling["default"]),
        )
        for name, each in model[0].auto_model.named_modules()
        if hasattr(each, "lora_A")
    }


def _values(tensor: Tensor) -> NDArray[np.float32]:
    values: NDArray[np.float32] = tensor.detach().float().cpu().numpy()
    return values


def set_adapter(model: SentenceTransformer, layers: lora.Layers) -> None:
    """Go on from an adapter."""
    with torch.no_grad():
        for name, each in model[0].auto_model.named_modules():
            if hasattr(each, "lora_A"):
                down, up = layers[name]
                each.lora_A["default"].weight.copy_(torch.from_numpy(down))
                each.lora_B["default"].weight.copy_(torch.from_numpy(up) / each.scaling["default"])


class AdapterTrainer(SentenceTransformerTrainer):
    """A trainer whose checkpoints hold the adapter alone."""

    def _save(self, output_dir: str | None = None, state_dict: object = None) -> None:
        lora.write(adapter_of(self.model), Path(output_dir or self.args.output_dir))

    def _load_from_checkpoint(self, resume_from_checkpoint: str, *_: Any) -> None:  # noqa: ANN401
        set_adapter(self.model, lora.read(Path(resume_from_checkpoint)))


def train(
    model: SentenceTransformer,
    lessons: Mapping[str, Dataset],
    folder: Path,
    recipe: Recipe,
    *,
    bf16: bool = False,
) -> list[dict[str, Any]]:
    """Train an adapter, going on from the last checkpoint of the folder if there is one.

    Args:
        model: the untouched encoder; trained in place.
        lessons: name -> rows; the name starts with `PAIRS`, `SHORT` or `KEPT`.
        folder: checkpoints, then the adapter.
        recipe: how.
        bf16: compute in bfloat16, on processors made for it.

    Returns:
        The log: one line each time the loss was measured.
    """
    with_adapter(model, recipe)
    kinds = {PAIRS: PairLoss, SHORT: RelationLoss, KEPT: KeptLoss}
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
