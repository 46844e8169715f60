"""Tests of the clipping of texts."""

from __future__ import annotations

import pytest

from service.referral.clipping import clip, clip_list


@pytest.mark.parametrize("room", [5, 20, 21, 40])
def test_a_long_text_should_be_cut_at_the_end_of_a_word(room: int) -> None:
    cut = clip("Gratuit pour les personnes inscrites", room)
    assert len(cut) <= room
    words = cut.removesuffix("…").split()
    assert room < len("Gratuit") or "Gratuit pour les personnes inscrites".startswith(
        " ".join(words)
    )


def test_a_short_text_should_be_left_whole_in_one_line() -> None:
    assert clip("Sur\n  inscription.", 20) == "Sur inscription."


def test_a_word_without_end_should_be_cut_too() -> None:
    assert clip("x" * 500, 50) == "x" * 49 + "…"


@pytest.mark.parametrize(
    ("room", "text"),
    [
        (37, "Cours ; Prêt d'ordinateur ; Dépannage"),
        (36, "Cours ; Prêt d'ordinateur ; …"),
        (20, "Cours ; …"),
        (4, "Cou…"),
    ],
)
def test_a_long_list_should_be_cut_between_its_items(room: int, text: str) -> None:
    assert clip_list(["Cours", "Prêt  d'ordinateur", "Dépannage"], room, " ; ") == text
