"""Autocomplete of needs and places, as files of an artefact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

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
