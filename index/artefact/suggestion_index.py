"""Autocomplete of needs and places, as files of an artefact.

suggested-need*    words of the texts of the thesaurus (`index.taxonomy.autocomplete`)
suggested-place*   places and their keys (`index.places.autocomplete`)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from index.places.autocomplete import PlaceIndex
from index.places.communes import Commune
from index.taxonomy.autocomplete import NeedIndex
from index.taxonomy.thesaurus import Thesaurus


@dataclass(frozen=True)
class SuggestionIndex:
    """Needs and places that can be suggested; empty for an index that was built without.

    needs: texts of the thesaurus; places: those of the table of places.
    """

    needs: NeedIndex = field(default_factory=NeedIndex)
    places: PlaceIndex = field(default_factory=PlaceIndex)

    @classmethod
    def of(cls, thesaurus: Thesaurus, communes: Sequence[Commune]) -> SuggestionIndex:
        """Index the needs of a thesaurus and the rows of the table of places."""
        return cls(NeedIndex.of(thesaurus), PlaceIndex.of(communes))

    def write(self, folder: Path, save: Callable[[Path, NDArray[Any]], None]) -> None:
        """Write the files; OSError when one cannot be written.

        folder: an existing folder; save: writes an array to a file.
        """
        self.needs.write(folder, save)
        self.places.write(folder, save)

    @classmethod
    def read(cls, folder: Path, load: Callable[[Path], NDArray[Any]]) -> SuggestionIndex:
        """Read the files that `write` made, mapped in memory.

        Args:
            folder: that of the files, whose digests were verified.
            load: opens an array.

        Returns:
            The needs and the places.

        Raises:
            OSError: when a file is absent or unreadable.
            ValueError: when a file is not in the format expected of its name.
        """
        return cls(NeedIndex.read(folder, load), PlaceIndex.read(folder, load))
