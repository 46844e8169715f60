"""The measure of emergencies: judged texts are read, and what is shown is compared with them."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.emergencies.detector import Emergencies
from index.errors import EvaluationError
from index.evaluation.emergencies import (
    JudgedText,
    Share,
    Shown,
    by_group,
    by_situation,
    kappa,
    read_accepted,
    read_calls,
    read_lines,
    read_looks,
    read_seen,
    read_verdicts,
    share,
    show,
)
from index.files import digest
from tests.conftest import ROOT

FOLDER = ROOT / "data" / "evaluation" / "urgences"
UNSEEN = FOLDER / "inconnus"
CALL = JudgedText("a1", "fr", "je veux mourir", "dit", ("suicide",))
ACCEPTED = {"fr": {"suicide": ["3114", "15"]}}


def test_the_texts_of_other_hands_should_be_those_whose_digest_was_kept() -> None:
    kept = (UNSEEN / "empreintes.sha256").read_text(encoding="utf-8").splitlines()
    found = {ROOT / name: wanted for wanted, name in (line.split() for line in kept)}
    assert len(found) == 6
    assert {path: digest(path).sha256 for path in found} == found


def test_there_should_be_as_many_texts_as_was_asked() -> None:
    calls = read_calls(UNSEEN / "appels.tsv")
    assert len(calls) >= 500
    assert {each.identifiant[0] for each in calls} == {"a", "b", "c"}
    ways = [each.group for each in calls]
    assert all(ways.count(way) >= 80 for way in ("oreille", "enfant", "langue"))
    assert len(read_looks(UNSEEN / "ordinaires.tsv")) >= 1000
    assert len(read_calls(UNSEEN / "premiers.tsv")) >= 150
    assert len(read_lines(UNSEEN / "lignes.tsv")) == 140


def test_each_situation_of_a_call_should_have_accepted_numbers() -> None:
    accepted = read_accepted(FOLDER / "numeros.toml")["fr"]
    assert {each.situations[0] for each in read_calls(UNSEEN / "appels.tsv")} == set(accepted)


def test_two_readers_should_agree_on_almost_all_texts() -> None:
    verdicts = read_verdicts(UNSEEN / "lectures.tsv")
    assert len(verdicts) == 1668
    assert kappa(verdicts) > 0.99


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [([("a", "a"), ("b", "b")], 1.0), ([("a", "b"), ("b", "a")], -1.0), ([("a", "a")], 1.0)],
)
def test_agreement_should_be_beyond_chance(
    verdicts: list[tuple[str, str]], expected: float
) -> None:
    assert kappa(verdicts) == pytest.approx(expected)


@pytest.mark.parametrize("text", ["texte\nx\n", "\x00"])
def test_a_file_that_is_not_of_this_form_should_be_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "appels.tsv"
    path.write_text(text, encoding="utf-8")
    for read in (read_calls, read_looks, read_lines, read_seen, read_verdicts):
        with pytest.raises(EvaluationError, match="appels.tsv"):
            read(path)


def test_numbers_that_cannot_be_read_should_be_told(tmp_path: Path) -> None:
    path = tmp_path / "numeros.toml"
    path.write_text("[fr\n", encoding="utf-8")
    with pytest.raises(EvaluationError, match=r"numeros\.toml"):
        read_accepted(path)


def test_what_is_shown_should_be_compared_with_what_is_accepted() -> None:
    emergencies = Emergencies.read(ROOT / "data" / "urgences.toml")
    assert emergencies is not None
    (shown,) = show([CALL], lambda text: emergencies.of(text, lambda word: False))
    assert shown.is_box
    assert shown.answers(ACCEPTED)
    assert not Shown(CALL, ("17",), is_sure=True).answers(ACCEPTED)
    line = Shown(CALL, ("15",))
    assert (line.is_box, line.is_line, line.answers(ACCEPTED)) == (False, True, True)
    assert not Shown(CALL).is_line


def test_an_unnamed_situation_should_accept_the_numbers_of_any() -> None:
    assert Shown(CALL, ("112",)).answers({"fr": {"situations": ["112"]}})


def test_steps_should_be_those_of_a_situation_of_the_text() -> None:
    lost = JudgedText("b1", "fr", "carte donnée", "dit", ("carte", "compte"))
    assert Shown(lost, steps="compte").has_steps
    assert not Shown(lost, steps="colis").has_steps
    assert not Shown(lost).has_steps


def test_a_share_should_have_the_interval_of_wilson() -> None:
    found = share([Shown(CALL)] * 9 + [Shown(CALL, ("15",))], lambda each: each.is_line)
    assert found == Share(1, 10)
    low, high = found.interval
    assert (round(low, 3), round(high, 3)) == (0.018, 0.404)
    assert Share(0, 0).interval == (0.0, 1.0)
    assert str(Share(1, 2)).startswith("1 sur 2 (50.0 %")


def test_texts_should_be_grouped_by_situation_and_by_way() -> None:
    texts = [Shown(CALL), Shown(JudgedText("b", "en", "a computer"))]
    assert {name: len(group) for name, group in by_situation(texts).items()} == {
        "suicide": 1, "": 1,
    }  # fmt: skip
    assert set(by_group(texts)) == {"dit", ""}
