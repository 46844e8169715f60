"""Facts of the rows of judged texts."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.errors import EvaluationError
from index.evaluation.judged_rows import read_rows


def test_columns_that_may_follow_should_be_read_when_they_are_there(tmp_path: Path) -> None:
    path = tmp_path / "textes.tsv"
    path.write_text("texte\tattendu\nfeu\t18\n", encoding="utf-8")
    assert read_rows(path, ("texte",), ("attendu",)) == [{"texte": "feu", "attendu": "18"}]
    path.write_text("texte\nfeu\n", encoding="utf-8")
    assert read_rows(path, ("texte",), ("attendu",)) == [{"texte": "feu"}]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"autre\nfeu\n", "colonnes texte, champ attendues"),
        (b"texte\tchamp\tautre\n", "colonnes texte, champ attendues"),
        (b"texte\tchamp\nfeu\n", "une ligne n'a pas toutes ses colonnes"),
        (b"texte\tchamp\n\xff\t\n", "est illisible"),
    ],
    ids=["another column", "one too many", "a short line", "no UTF-8"],
)
def test_a_file_that_is_wrong_should_be_refused_with_what_is_wrong(
    tmp_path: Path, content: bytes, said: str
) -> None:
    path = tmp_path / "textes.tsv"
    path.write_bytes(content)
    with pytest.raises(EvaluationError, match=said):
        read_rows(path, ("texte", "champ"))
