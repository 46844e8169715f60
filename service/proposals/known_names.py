"""Names of the structures of the catalogue: one is looked for, and none of the others is read."""

from __future__ import annotations

from index.names.table import NameTable
from index.places.names import name_key


class KnownNames:
    """Whether a structure of the catalogue has a name; to be used as a collection of names."""

    def __init__(self, names: NameTable) -> None:
        """names: of the index in service."""
        self._names = names

    def __contains__(self, name: object) -> bool:
        """Return whether a structure has a name, whatever its capitals, accents and marks."""
        return self._names.names_record(name_key(str(name)))
