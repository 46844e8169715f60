"""Names of records, for tests that read queries without an index."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import numpy as np

from index.arrays import Matrix
from index.candidates.naming import Naming
from index.indexing.build import content_of
from index.indexing.text_parts import TextParts
from index.names.matcher import NameMatcher
from index.records.passages import Kind, Passage
from index.spelling.corrector import Corrector
from tests.conftest import make_actor


def naming_of(names: Mapping[str, str], corrector: Corrector) -> Naming:
    """What finds the names of some records: identifier -> name."""
    records = [make_actor(id=identifier, nom=name) for identifier, name in names.items()]
    passages = [Passage(row, Kind.WHOLE, each.nom) for row, each in enumerate(records)]
    vectors: Matrix = np.eye(len(records), 4, dtype=np.float32)
    content = content_of(records, passages, vectors, partial(TextParts.of, records, passages))
    return Naming(NameMatcher(content.names, corrector.is_everyday), content)
