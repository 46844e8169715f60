"""The measure of emergencies: judged texts are read, and what is shown is compared with them."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.emergencies.detector import Emergencies
from index.errors import EvaluationError
from index.evaluation.emergencies import JudgedText, Shown, grouped, read_texts, show
from tests.conftest import ROOT

HEAD = "identifiant\tlangue\ttexte\tattendu\tfaute\n"
CALL = JudgedText("a", "fr", "je veux mourir", "3114", faute=True)


def test_calls_should_be_read_with_their_number(tmp_path: Path) -> None:
    path = tmp_path / "appels.tsv"
    path.write_text(f"{HEAD}a\tfr\tje veux mourir\t3114\toui\n", encoding="utf-8")
    assert read_texts(path) == (CALL,)


def test_ordinary_needs_should_be_read_without_number(tmp_path: Path) -> None:
    path = tmp_path / "ordinaires.tsv"
    path.write_text("identifiant\tlangue\ttexte\nb\tfr\tun ordinateur\n", encoding="utf-8")
    assert read_texts(path) == (JudgedText("b", "fr", "un ordinateur"),)


@pytest.mark.parametrize("text", ["texte\nx\n", f"{HEAD}a\tfr\tx\n", "\x00"])
def test_a_file_that_is_not_of_this_form_should_be_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "appels.tsv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(EvaluationError, match="appels.tsv"):
        read_texts(path)


def test_a_file_that_is_absent_should_be_named(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match=r"absent\.tsv"):
        read_texts(tmp_path / "absent.tsv")


def test_what_is_shown_should_be_compared_with_what_is_expected() -> None:
    emergencies = Emergencies.read(ROOT / "data" / "urgences.toml")
    assert emergencies is not None
    (shown,) = show([CALL], emergencies, lambda word: False)
    assert shown.numbers[0] == "3114"
    assert shown.is_right
    assert shown.is_first
    late, absent = Shown(CALL, ["15", "3114"]), Shown(CALL, [])
    assert (late.is_right, late.is_first) == (True, False)
    assert (absent.is_right, absent.is_first) == (False, False)
    need = JudgedText("b", "en", "a computer")
    assert Shown(need, []).is_right
    assert not Shown(need, ["15"]).is_right


def test_texts_should_be_grouped_by_mistakes_and_by_language() -> None:
    texts = [Shown(CALL, []), Shown(JudgedText("b", "en", "a computer"), [])]
    sizes = {title: len(group) for title, group in grouped(texts).items()}
    assert sizes == {"tous": 2, "fautes": 1, "fr": 1, "en": 1}
