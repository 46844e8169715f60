"""Errors: one tree, drawn as it is defined, with messages in French."""

from __future__ import annotations

import inspect
import re

import pytest

from index import errors
from index.errors import (
    DimensionMismatch,
    InvalidQuery,
    InvalidRecords,
    OrientessError,
    QuotaSpent,
    RecordError,
)

CLASSES = {
    name: value
    for name, value in vars(errors).items()
    if inspect.isclass(value) and issubclass(value, OrientessError)
}


def test_the_tree_should_be_drawn_as_it_is_defined() -> None:
    drawn: dict[str, str] = {}
    parents = ["OrientessError"]
    for branch, name in re.findall(r"^ {4}([│ ]*[├└]── )(\w+)", errors.__doc__ or "", re.MULTILINE):
        depth = len(branch) // 4
        drawn[name] = parents[depth - 1]
        parents[depth:] = [name]
    defined = {
        name: error.__bases__[0].__name__
        for name, error in CLASSES.items()
        if error is not OrientessError
    }
    assert drawn == defined


def test_invalid_records_should_show_every_error_with_its_line() -> None:
    listed = [RecordError("f.jsonl", line, "nom", "rien", "un nom") for line in (3, 8)]
    error = InvalidRecords(listed)
    assert error.errors == tuple(listed)
    assert str(error).splitlines() == [
        "f.jsonl:3: champ « nom » : trouvé rien ; attendu un nom",
        "f.jsonl:8: champ « nom » : trouvé rien ; attendu un nom",
    ]


def test_an_invalid_query_should_name_its_parameter() -> None:
    error = InvalidQuery("lat", "Hors bornes.")
    assert (error.field, error.message, str(error)) == ("lat", "Hors bornes.", "Hors bornes.")


@pytest.mark.parametrize(("seconds", "words"), [(1, "1 seconde."), (12, "12 secondes.")])
def test_a_spent_quota_should_say_when_to_try_again(seconds: int, words: str) -> None:
    error = QuotaSpent(60, seconds)
    assert error.wait_s == seconds
    assert str(error).endswith(words)


def test_vectors_of_another_dimension_should_say_what_to_do() -> None:
    assert "orientess build" in str(DimensionMismatch(384, 256))
