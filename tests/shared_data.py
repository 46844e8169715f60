"""Data that no test changes, short or read once: an index is built and opened in a tenth of the
time. Tests marked `catalogue` or `model` read the index that `make build` made, which holds it all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from wordfreq import zipf_frequency

from index.emergencies.detector import Emergencies
from index.indexing import text_parts
from index.maps.boundaries import read_boundaries
from index.places.autocomplete import PlaceIndex
from index.places.communes import read_communes
from index.places.gazetteer import Gazetteer
from index.taxonomy.autocomplete import NeedIndex
from index.taxonomy.thesaurus import Thesaurus
from service import app
from service.runtime import live_index

Words = tuple[tuple[str, float], ...]

FRENCH_WORDS, FOREIGN_WORDS = 5_000, 1_500
"""Frequent words that the indexes of tests hold, in place of 100,000 and 20,000."""
RARER_WORDS = ("réparé", "souder", "trier")
"""Words that tests type, and that would be corrected into more frequent ones."""
PAIRS = {
    "un smartphone": 250,
    "smartphone .": 60,
    "des smartphones": 40,
    "un ordinateur": 900,
    "ordinateur .": 300,
    "des ordinateurs": 150,
}
"""Pairs of words counted in French: people speak of one device more often than of several."""


def share(patch: pytest.MonkeyPatch) -> None:
    """Shorten the word lists of indexes, and read places and needs once."""
    patch.setattr(text_parts, "FRENCH_WORDS", FRENCH_WORDS)
    patch.setattr(text_parts, "_french_words", _with_rarer_words(text_parts._french_words))
    patch.setattr(text_parts, "_pairs_with", _with_pairs_of_french(text_parts._pairs_with))
    patch.setattr(text_parts, "FOREIGN_WORDS", FOREIGN_WORDS)
    patch.setattr(Thesaurus, "read", _once_a_file(Thesaurus.read))
    patch.setattr(Emergencies, "read", _once_a_file(Emergencies.read))
    patch.setattr(app, "read_boundaries", _once_a_file(read_boundaries))
    patch.setattr(NeedIndex, "of", _once_a_source(NeedIndex.of))
    patch.setattr(PlaceIndex, "of", _once_a_source(PlaceIndex.of))
    communes = _once_a_file(read_communes)
    patch.setattr(app, "read_communes_once", communes)
    patch.setattr(live_index, "read_communes", communes)
    patch.setattr(live_index, "Gazetteer", _once_a_source(Gazetteer))


def _with_rarer_words(frequent: Callable[[], Words]) -> Callable[[], Words]:
    """Frequent words, then those that tests type, as frequent as they are in French."""
    rarer = tuple((word, zipf_frequency(word, "fr")) for word in RARER_WORDS)
    return lambda: frequent() + rarer


def _with_pairs_of_french(count: Callable[..., Counter[str]]) -> Callable[..., Counter[str]]:
    """Count the pairs of words of a catalogue beside some of French, when none are given."""
    return lambda french, passages: count(french or PAIRS, passages)


def _once_a_file(read: Callable[..., object]) -> Callable[..., object]:
    """Read files again only when one changed."""
    kept: dict[tuple[Any, ...], object] = {}

    def shared(*paths: Path | None) -> object:
        key = tuple((path, *_state(path)) for path in paths)
        if key not in kept:
            kept[key] = read(*paths)
        return kept[key]

    return shared


def _state(file: object) -> tuple[int, ...]:
    """What changes with the content of a file."""
    if not isinstance(file, Path):
        return (id(file),)  # an encoder beside the files
    if not file.exists():
        return ()
    stat = file.stat()
    return stat.st_mtime_ns, stat.st_size, stat.st_ino


def _once_a_source(make: Callable[[Any], object]) -> Callable[[Any], object]:
    """Make a thing once for each object it is made from."""
    kept: dict[int, tuple[object, object]] = {}

    def shared(source: Any) -> object:
        if id(source) not in kept:
            kept[id(source)] = source, make(source)  # the source lives on, and so does its id
        return kept[id(source)][1]

    return shared
