"""Fit the weights that tell skills, conditions and states apart, from the examples of `data/soi`.

The clauses of the sentences of phrases.tsv take the kind of the fragments that share most words
with them; the labels and the words of our occupations are skills, of less weight. Run it when the
examples or the encoder change: `python -m scripts.fit_sorting`.
"""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from index.facts.sorting import CONDITION, KINDS, SKILL, STATE, features
from index.records.code_lists import CONDITIONS
from index.skills.profile import clauses_of
from index.skills.recommender import Recommender, encoded_text
from index.text.analysis import fold
from service.cli.evaluate import open_searcher
from service.settings import Settings

KIND_OF = {"etat": STATE, "limite": CONDITION}
OWN_WEIGHT = 0.1
"""Weight of a text of our occupations, that of an example being 1."""
PENALTY = 3.0
Example = tuple[str, str, float]
"""A clause, its kind or the code of its condition, its weight."""


def _words(text: str) -> set[str]:
    return set(re.findall(r"[^\W_]+", fold(text)))


def _clauses(path: Path) -> Iterator[Example]:
    """Yield the clauses of the sentences of a file, with the kind of what they say."""
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE):
            kind = KIND_OF.get(row["classe"])
            said, skills = _words(row["fragments"]), _words(row["competences"])
            for clause in clauses_of(row["texte"]):
                words = _words(clause)
                told, able = len(words & (said - skills)), len(words & (skills - said))
                if kind is None:
                    yield clause, SKILL, 1.0
                elif told and told >= able:
                    yield clause, kind, 1.0
                elif able:
                    yield clause, SKILL, 1.0


def _examples(folder: Path) -> list[Example]:
    held = tomllib.loads((folder / "exemples.toml").read_text(encoding="utf-8"))
    told = [(text, STATE, 1.0) for text in held["etats"]]
    told += [(text, SKILL, 1.0) for text in held["competences"]]
    coded = [(text, code, 1.0) for code, texts in held["conditions"].items() for text in texts]
    return [*told, *coded, *_clauses(folder / "phrases.tsv")]


def _weights(
    looked: NDArray[np.float32], names: list[str], order: tuple[str, ...], worth: list[float]
) -> NDArray[np.float32]:
    """Return the weights of a logistic regression: (1 + columns, classes), in an order."""
    model = LogisticRegression(C=PENALTY, max_iter=200)
    model.fit(looked, names, sample_weight=worth)
    rows = [list(model.classes_).index(name) for name in order]
    return np.vstack([model.intercept_[rows], model.coef_[rows].T]).astype(np.float32)


def main() -> None:
    """Write the weights beside the examples."""
    settings = Settings()
    folder = settings.data / "soi"
    recommender = Recommender(open_searcher(settings).retriever)
    own = recommender.compared.own
    examples = _examples(folder)
    vectors = np.concatenate([recommender.encode(encoded_text(text)) for text, _, _ in examples])
    middle = own.vectors.mean(axis=0)
    looked = features([text for text, _, _ in examples], vectors, middle)
    names = [name if name in KINDS else CONDITION for _, name, _ in examples]
    ours = features(own.texts, own.vectors, middle)
    worth = [*(each for _, _, each in examples), *[OWN_WEIGHT] * len(own.texts)]
    kinds = _weights(np.concatenate([looked, ours]), names + [SKILL] * len(own.texts), KINDS, worth)
    codes = tuple(CONDITIONS.labels)
    rows = [row for row, (_, name, _) in enumerate(examples) if name in codes]
    coded = _weights(looked[rows], [examples[row][1] for row in rows], codes, [1.0] * len(rows))
    steps = {"kinds": np.abs(kinds).max() / 127, "conditions": np.abs(coded).max() / 127}
    np.savez_compressed(
        folder / "poids.npz",
        middle=middle.astype(np.float32),
        codes=np.array(codes),
        date=np.array(datetime.now(UTC).date().isoformat()),
        kinds=np.rint(kinds / steps["kinds"]).astype(np.int8),
        conditions=np.rint(coded / steps["conditions"]).astype(np.int8),
        kinds_step=np.float32(steps["kinds"]),
        conditions_step=np.float32(steps["conditions"]),
    )


if __name__ == "__main__":
    main()
