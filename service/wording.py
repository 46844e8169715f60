"""Values as French people read them: dates, distances, telephone numbers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from index.french import counted

PARAMETER_LABELS: Mapping[str, str] = {
    "q": "Votre besoin",
    "familles": "Domaine",
    "type": "Nature",
    "publics": "Pour qui",
    "frais": "Prix",
    "modes_accueil": "Comment",
    "territoires": "Territoire",
    "lieu": "Lieu",
    "partout": "Chercher partout",
    "lat": "Latitude",
    "lon": "Longitude",
    "distance": "Distance",
    "exact": "Mots tels quels",
    "page": "Page",
    "size": "Résultats par page",
}
"""Parameter of a search -> what pages call it."""
DAYS_A_MONTH, DAYS_A_YEAR = 31, 365

_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
    "octobre", "novembre", "décembre",
)  # fmt: skip


def french_date(day: date) -> str:
    """A date in words: 24 novembre 2026, 1er mars 2026."""
    number = "1er" if day.day == 1 else str(day.day)
    return f"{number} {_MONTHS[day.month - 1]} {day.year}"


def freshness(day: date | None, today: date | None = None) -> str:
    """How long ago a record was updated: "fiche mise à jour il y a 3 mois"; tests give `today`."""
    if day is None:
        return "date de mise à jour inconnue"
    days = ((today or date.today()) - day).days
    if days < 1:
        return "fiche mise à jour aujourd'hui"
    if days < DAYS_A_MONTH:
        return f"fiche mise à jour il y a {counted(days, 'jour', 'jours')}"
    if days < DAYS_A_YEAR:
        return f"fiche mise à jour il y a {days // DAYS_A_MONTH} mois"
    return f"fiche mise à jour il y a {counted(days // DAYS_A_YEAR, 'an', 'ans')}"


def french_phone(number: str) -> str:
    """A number as dialled in France: 01 23 45 67 89; foreign and short ones as they are."""
    if not number.startswith("+33") or len(number) != 12:
        return number
    digits = "0" + number[3:]
    return " ".join(digits[place : place + 2] for place in range(0, 10, 2))
