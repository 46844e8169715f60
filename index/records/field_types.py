"""Types of the fields of records: constrained texts, codes, numbers and dates, for pydantic."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError
from stdnum.fr import siret

from index.records import code_lists as ref

EARLIEST_DATE = date(2000, 1, 1)


def coded(codes: ref.CodeList) -> AfterValidator:
    """Return a validator for a field of a pydantic model that holds one code of a list, or None.

    It refuses a code that is not in the list; the error proposes the code spelt most like it:
    "senior" -> "seniors".
    """

    def check(value: str | None) -> str | None:
        if value is None or value in codes:
            return value
        near = ref.nearest(value, codes.labels)
        hint = f"« {near} » ?" if near else "un code parmi " + ", ".join(codes.labels)
        raise PydanticCustomError("unknown_code", "{hint}", {"hint": hint})

    return AfterValidator(check)


def unique(values: tuple[str, ...]) -> tuple[str, ...]:
    """Return the values of a field as they are.

    Raises PydanticCustomError, which pydantic reports as an error of the field, when one is
    repeated.
    """
    if len(set(values)) != len(values):
        raise PydanticCustomError("repeated", "des valeurs toutes différentes")
    return values


def past(value: date) -> date:
    """Return a date as it is; refuse one before 2000 or in the future."""
    if not EARLIEST_DATE <= value <= date.today():
        raise PydanticCustomError("date_range", "une date entre le 2000-01-01 et aujourd'hui")
    return value


_NO_CHARACTERS = frozenset("\ufffe\uffff")
"""Code points that are no characters and that XML 1.0 does not have."""


def readable(value: str) -> str:
    """Return a text in composed characters (Unicode NFC).

    Refuse one without any letter or digit, or with a control character other than a line break or
    a tab, or with what XML does not have.
    """
    controls = not value.isprintable() and (  # most texts are printable: sparing 28,000 locations
        {char for char in value if unicodedata.category(char) == "Cc" or char in _NO_CHARACTERS}
        - set("\n\t")
    )
    if controls or not any(char.isalnum() for char in value):
        raise PydanticCustomError("unreadable", "un texte lisible, sans caractère de contrôle")
    return unicodedata.normalize("NFC", value)


Readable = AfterValidator(readable)
Text = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000), Readable
]
Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=3, max_length=150), Readable
]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-{1,2}[a-z0-9]+)*$", max_length=120)]
Url = Annotated[str, StringConstraints(pattern=r"""^https?://[^\s<>"']+$""", max_length=500)]
Phone = Annotated[str, StringConstraints(pattern=r"^(\+[1-9]\d{6,14}|\d{3,4}|116\d{3})$")]
Email = Annotated[
    str,
    StringConstraints(pattern=r"""^[^@\s<>"'?&]+@[^@\s<>"'?&]+\.[a-zA-Z]{2,}$""", max_length=254),
]
CodeInsee = Annotated[str, StringConstraints(pattern=r"^([013-9]\d|2[AB1-9])\d{3}$")]
CodePostal = Annotated[str, StringConstraints(pattern=r"^\d{4,5}$")]
CodeRome = Annotated[str, StringConstraints(pattern=r"^[A-N]\d{4}$")]
Langue = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
Zone = Annotated[
    str,
    StringConstraints(pattern=r"^(france|[a-z]{2}|\d{2,3}|2[AB]|([013-9]\d|2[AB1-9])\d{3}|\d{9})$"),
]
Month = Annotated[str, StringConstraints(pattern=r"^20\d\d-(0[1-9]|1[0-2])$")]
ProvedField = Literal["telephone", "courriel", "adresse", "site_web"]
Question = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=3, max_length=200), Readable
]
Questions = Annotated[tuple[Question, ...], AfterValidator(unique), Field(max_length=20)]
Texts = Annotated[tuple[Text, ...], AfterValidator(unique)]


def _identifier(check: Callable[[str], object]) -> AfterValidator:
    """Return a validator that refuses an official number whose check digit is wrong."""

    def verify(value: str) -> str:
        if not check(value):
            raise PydanticCustomError("identifier", "un numéro dont la clé est juste")
        return value

    return AfterValidator(verify)


Siret = Annotated[str, StringConstraints(pattern=r"^\d{14}$"), _identifier(siret.is_valid)]
Rna = Annotated[str, StringConstraints(pattern=r"^W\d{9}$")]
Ridet = Annotated[str, StringConstraints(pattern=r"^\d{9,10}$")]
Label = Annotated[str, StringConstraints(strip_whitespace=True, max_length=10_000)]
Labels = Annotated[
    dict[Annotated[str, StringConstraints(max_length=60)], tuple[Label, ...]], Field(max_length=40)
]


LongText = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=10_000), Readable
]
