"""Validation: the fields of a row to a record; a bad optional value never loses the row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from index.importers.cells import Cells
from index.importers.report import Outcome
from index.records.models import Actor

REQUIRED = frozenset({"id", "type", "nom", "description"})
MAX_TRIES = 3
"""Times that faulty fields are taken away: a service, then what was behind it."""


def record_of(cells: Cells, fields: Mapping[str, Any]) -> Actor | None:
    """The record of some fields.

    Args:
        cells: the row, where problems are noted.
        fields: field -> value; None is no value.

    Returns:
        The record without the optional values that are wrong, or None when a required one is.
    """
    kept = {name: value for name, value in fields.items() if value is not None}
    for _ in range(MAX_TRIES):
        try:
            return Actor.model_validate(kept)
        except ValidationError as error:
            faults = error.errors()
        refused = [each for each in faults if not each["loc"] or each["loc"][0] in REQUIRED]
        for each in refused or faults:
            column = ".".join(map(str, each["loc"])) or "ligne"
            outcome = Outcome.REFUSED if refused else Outcome.FLAGGED
            cells.note(column, each["input"], "valeur refusée par le modèle", outcome)
        if refused:
            return None
        kept = _without(kept, [each["loc"] for each in faults])
    cells.note("ligne", "", "trop de valeurs refusées par le modèle", Outcome.REFUSED)
    return None


def _without(fields: dict[str, Any], places: list[tuple[int | str, ...]]) -> dict[str, Any]:
    """Fields without those at fault; of services and labels, the faulty ones alone."""
    services = {place[1] for place in places if place[0] == "services" and len(place) > 1}
    labels = {place[1] for place in places if place[0] == "libelles" and len(place) > 1}
    parts = ({"services"} if services else set()) | ({"libelles"} if labels else set())
    gone = {place[0] for place in places} - parts
    kept = {name: value for name, value in fields.items() if name not in gone}
    if labels:
        kept["libelles"] = {key: kept["libelles"][key] for key in kept["libelles"].keys() - labels}
    if services:
        kept["services"] = tuple(
            each for number, each in enumerate(kept["services"]) if number not in services
        )
    return kept
