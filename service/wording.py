"""Values as French people read them: dates, distances, telephone numbers."""

from __future__ import annotations

from datetime import date

_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
    "octobre", "novembre", "décembre",
)  # fmt: skip


def french_date(day: date) -> str:
    """A date in words: 24 novembre 2026, 1er mars 2026."""
    number = "1er" if day.day == 1 else str(day.day)
    return f"{number} {_MONTHS[day.month - 1]} {day.year}"


def french_distance(kilometres: float) -> str:
    """A distance in words: moins de 1 km, 12 km."""
    return "moins de 1 km" if kilometres < 1 else f"{kilometres:.0f} km"


def french_phone(number: str) -> str:
    """A number as dialled in France: 01 23 45 67 89; foreign and short ones as they are."""
    if not number.startswith("+33") or len(number) != 12:
        return number
    digits = "0" + number[3:]
    return " ".join(digits[place : place + 2] for place in range(0, 10, 2))


def counted(number: int, singular: str, plural: str) -> str:
    """A number and its noun: 0 résultat, 1 résultat, 2 résultats."""
    return f"{number} {singular if number < 2 else plural}"
