"""Filters of locations: open at a moment, price, service, appointment, accessibility.

A location passes a filter when its source says so: an unknown fact is no answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from index.arrays import Mask
from index.errors import InvalidQuery
from index.locations.table import FEES, SERVICES, LocationTable
from index.messages import Sentence

OPEN, FEE, SERVICE = "ouvert", "frais_lieu", "service"
APPOINTMENT, WHEELCHAIR = "rdv", "accessible"
FIELDS = (OPEN, FEE, SERVICE, APPOINTMENT, WHEELCHAIR)
"""Names of the filters, which are those of the parameters of requests."""


@dataclass(frozen=True)
class LocationFilters:
    """Filters of locations; all of them apply at once.

    open_at: moment when they are open, in the time of each location when it has no time zone, None
    for no such filter; fees, services: codes, one of which is enough, empty for any; appointment:
    True for those that one can book; wheelchair: True for those whose accessibility is described.
    """

    open_at: datetime | None = None
    fees: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    appointment: bool = False
    wheelchair: bool = False

    def __post_init__(self) -> None:
        """Raise InvalidQuery for a code that its list lacks."""
        for name, codes, known in ((FEE, self.fees, FEES), (SERVICE, self.services, SERVICES)):
            if not set(codes) <= set(known):
                raise InvalidQuery(
                    name,
                    Sentence("Codes de %(name)s : %(codes)s.", name=name, codes=", ".join(known)),
                )

    def __bool__(self) -> bool:
        """Return whether there is a filter."""
        return self != LocationFilters()

    def selected(self, table: LocationTable) -> Mapping[str, Mask]:
        """Return the locations that pass each filter in use: its name -> (n locations,) bool."""
        facts = table.facts
        masks: dict[str, Mask] = {}
        if self.open_at is not None:
            masks[OPEN] = table.hours.open_at(self.open_at)
        if self.fees:
            masks[FEE] = np.isin(facts["fee"], [FEES.index(code) for code in self.fees])
        if self.services:
            bits = sum(1 << SERVICES.index(code) for code in self.services)
            masks[SERVICE] = (facts["services"] & bits) > 0
        if self.appointment:
            masks[APPOINTMENT] = facts["appointment"]
        if self.wheelchair:
            masks[WHEELCHAIR] = facts["wheelchair"]
        return masks

    def mask(self, table: LocationTable) -> Mask | None:
        """Return the locations that pass every filter: (n locations,) bool; None without filter."""
        masks = list(self.selected(table).values())
        return np.logical_and.reduce(masks) if masks else None
