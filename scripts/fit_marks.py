"""Fit the encoder that marks what a person says, on the sentences of `data/soi/phrases.tsv`.

`--part HAND` learns the others and prints what is told of the sentences of this hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import numpy as np
import torch
import typer
from numpy.typing import NDArray
from safetensors.torch import save_file

from index.encoder.tagging import Word
from index.encoder.tokenizers import Tokenizer, open_tokenizer
from index.encoder_export import lora
from index.encoder_export.derived import HEAD, MARKS
from index.encoder_export.sentence_transformer import quieten
from index.facts.marks import CLASSES, marked
from index.files import digest, write_atomically
from index.training.marks import MarkNet, MarkRecipe, read_sentences, tagged, train
from service.settings import Settings


class _NetTagger:
    """A net as a tagger."""

    def __init__(self, net: MarkNet, tokenizer: Tokenizer) -> None:
        self._net, self._tokenizer = net, tokenizer

    def log_shares(self, text: str, words: Sequence[Word]) -> NDArray[np.float32]:
        """Return the logarithm of the likelihood of each class for each word, (w, 4)."""
        return tagged(self._net, text, self._tokenizer)


def main(
    apart: Annotated[str, typer.Option("--part", help="main à part, pour essayer")] = "",
    threads: Annotated[int, typer.Option("--coeurs", help="cœurs")] = 2,
) -> None:
    """Ajuste l'encodeur qui marque les mots d'une personne."""
    quieten()
    torch.set_num_threads(threads)
    settings = Settings()
    recipe, tokenizer = MarkRecipe(), open_tokenizer(settings.serving)
    sentences = read_sentences(settings.data / "soi" / "phrases.tsv")
    learned = [each for each in sentences if each.hand != apart]
    net = MarkNet(settings.encoder_home, settings.adapter, recipe)

    def progress(step: int, steps: int, loss: float) -> None:
        if step % 50 == 0:
            typer.echo(f"pas {step} sur {steps}, perte {loss:.2f}")

    train(net, learned, tokenizer, recipe, progress)
    if apart:
        tagger = _NetTagger(net, tokenizer)
        right = total = 0
        for each in sentences:
            if each.hand == apart:
                found = tagged(net, each.text, tokenizer).argmax(axis=1)
                right += int((found == np.array(each.classes)).sum())
                total += len(each.classes)
                typer.echo(f"{each.text}\n    {marked(each.text, tagger)}")
        typer.echo(
            f"mots justes : {right} sur {total} ({right / total:.1%}), {len(CLASSES)} classes"
        )
        return
    folder = settings.adapter / MARKS
    lora.write(net.changes(), folder)
    head = {"weight": net.head.weight.detach(), "bias": net.head.bias.detach()}
    save_file({name: values.contiguous() for name, values in head.items()}, folder / HEAD)
    write_atomically(folder / "head.sha256", f"{digest(folder / HEAD).sha256}\n")


if __name__ == "__main__":
    typer.run(main)
