"""Census: the records of a catalogue counted by family, territory and month of their evidence.

The build counts them once: pages that tell these numbers read no record.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from index.places.administrative_codes import DEPARTEMENTS_OF, REGION_SLUGS
from index.places.service_areas import departement_of
from index.records.evidence import Age, age_of_month
from index.records.models import AnyRecord

FILE = "census.json"
UNKNOWN = ""
"""Month of the records whose evidence has no date."""
_REGION_OF = {
    departement: REGION_SLUGS[region]
    for region, departements in DEPARTEMENTS_OF.items()
    if region in REGION_SLUGS
    for departement in departements.split()
}


@dataclass(frozen=True)
class Census:
    """Numbers of records of a catalogue.

    families: by code of family, a record counting in each of its own; territories: by code of the
    territories that it declares, or else of the région of its commune; months: by month of the
    newest evidence, "AAAA-MM", or "" when it is unknown.
    """

    families: Counter[str] = field(default_factory=Counter)
    territories: Counter[str] = field(default_factory=Counter)
    months: Counter[str] = field(default_factory=Counter)

    @property
    def ages(self) -> Counter[Age]:
        """Number of records by age of their newest evidence, today."""
        ages: Counter[Age] = Counter()
        for month, number in self.months.items():
            ages[age_of_month(month or None)] += number
        return ages

    @classmethod
    def of(cls, records: Iterable[AnyRecord]) -> Census:
        """Count some records, which are read once."""
        census = cls()
        for record in records:
            census.families.update(record.familles)
            census.territories.update(_territories(record))
            census.months[record.evidence or UNKNOWN] += 1
        return census

    def write(self, folder: Path) -> None:
        """Write the numbers into a folder; OSError when the file cannot be written."""
        (folder / FILE).write_text(json.dumps(vars(self), sort_keys=True), encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> Census:
        """Read the file that `write` made, whose digest was verified."""
        counts = json.loads((folder / FILE).read_text(encoding="utf-8"))
        return cls(**{name: Counter(numbers) for name, numbers in counts.items()})


def _territories(record: AnyRecord) -> Sequence[str]:
    """Return the territories that a record declares, or else the région of its commune."""
    if record.territoires or not record.code_insee:
        return record.territoires
    region = _REGION_OF.get(departement_of(record.code_insee))
    return () if region is None else (region,)
