"""Names that nobody here bears: told as such, and needs are not."""

from __future__ import annotations

import pytest

from index.names.unknown import is_unknown_name

ORDINARY = frozenset(
    ["mairie", "reparer", "telephone", "numero", "velo", "confederation", "generale"]
)


def is_unknown(text: str, rest: str = "", mended: tuple[str, ...] = ()) -> bool:
    """Whether a text asks for a body that nobody knows."""
    return is_unknown_name(text, rest or text, ORDINARY.__contains__, mended)


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("mairie de Paris", "mairie"),
        ("Klesia", "Klesia"),
        ("numéro de Klesia", "numéro de Klesia"),
        ("Confédération Générale", "Confédération Générale"),
        ("mairie de Paris", ""),
    ],
)
def test_the_name_of_a_body_should_be_told_as_unknown(text: str, rest: str) -> None:
    assert is_unknown_name(text, rest, ORDINARY.__contains__, ())


@pytest.mark.parametrize(
    "text",
    [
        "réparer un vélo",
        "confédération générale",
        "REPARER VELO",
        "4815 77 903",
        "une aide pour mon téléphone",
    ],
)
def test_a_need_should_not_be_told_as_an_unknown_name(text: str) -> None:
    assert not is_unknown(text)


def test_a_misspelt_word_should_not_be_a_name() -> None:
    assert is_unknown("telefone")
    assert not is_unknown("telefone", mended=("telefone",))
