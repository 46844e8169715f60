"""Validation of an imported record: a bad optional value is dropped, the record is not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from index.importers.cells import Cells
from index.importers.report import Outcome
from index.records.models import Actor, usable_modes

REQUIRED = frozenset({"id", "type", "nom", "description"})
MAX_TRIES = 3
"""Most validations of one row: once an invalid service is removed, another error may appear."""


def record_of(cells: Cells, fields: Mapping[str, Any]) -> Actor | None:
    """Return the record of an organisation from its fields, leaving out invalid optional values.

    Args:
        cells: the imported row that the fields come from; each invalid value is added to
            `cells.problems`.
        fields: field of the record -> value; a field whose value is None is left out.

    Returns:
        The record; None when a required field (id, type, nom, description) is invalid or absent, or
        when errors remain after three validations.
    """
    valid = {name: value for name, value in fields.items() if value is not None}
    _drop_modes_without_means(cells, valid)
    for _ in range(MAX_TRIES):
        try:
            return Actor.model_validate(valid)
        except ValidationError as error:
            errors = error.errors()
        refused = [item for item in errors if not item["loc"] or item["loc"][0] in REQUIRED]
        for item in refused or errors:
            column = ".".join(map(str, item["loc"])) or "ligne"
            outcome = Outcome.REFUSED if refused else Outcome.WARNING
            cells.note(column, item["input"], "valeur refusée par le modèle", outcome)
        if refused:
            return None
        valid = _without(valid, [item["loc"] for item in errors])
    cells.note("ligne", "", "trop de valeurs refusées par le modèle", Outcome.REFUSED)
    return None


def _drop_modes_without_means(cells: Cells, fields: dict[str, Any]) -> None:
    """Take out of the fields the modes of contact that lack what they need, and note them."""
    modes = fields.get("modes_mobilisation") or ()
    usable = usable_modes(modes, fields)
    for mode in modes:
        if mode not in usable:
            cells.note(
                "modes_mobilisation", mode, "mode retiré : rien pour s'en servir", Outcome.WARNING
            )
    if modes:
        fields["modes_mobilisation"] = usable


def _without(fields: dict[str, Any], places: list[tuple[int | str, ...]]) -> dict[str, Any]:
    """Return fields without the invalid ones; of services and labels, only those are removed.

    places: paths of the errors, as pydantic gives them.
    """
    services = {place[1] for place in places if place[0] == "services" and len(place) > 1}
    labels = {place[1] for place in places if place[0] == "libelles" and len(place) > 1}
    parts = ({"services"} if services else set()) | ({"libelles"} if labels else set())
    removed = {place[0] for place in places} - parts
    valid = {name: value for name, value in fields.items() if name not in removed}
    if labels:
        names = valid["libelles"].keys() - labels
        valid["libelles"] = {name: valid["libelles"][name] for name in names}
    if services:
        valid["services"] = tuple(
            service for number, service in enumerate(valid["services"]) if number not in services
        )
    return valid
