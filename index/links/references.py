"""References of a catalogue: the addresses that its records cite, and the fields that do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urldefrag

from index.records.models import AnyRecord

FIELDS = ("site_web", "lien_mobilisation", "lien_source", "sources", "preuves")
"""Fields that hold addresses: first those that people follow, then those that prove facts."""
_WEB = ("http://", "https://")


@dataclass(frozen=True)
class Reference:
    """Address that records cite.

    address: without its fragment, which is never sent; records: identifier of a record -> its
    fields that cite the address, in the order of `FIELDS`.
    """

    address: str
    records: Mapping[str, tuple[str, ...]]


def collect(records: Iterable[AnyRecord]) -> list[Reference]:
    """Return the web addresses of records, once each.

    Args:
        records: the records; a source that is no web address is passed over.

    Returns:
        The addresses, those that people follow first, then in the order of the records.
    """
    listed = list(records)
    cited: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for field in FIELDS:
        for record in listed:
            for address in dict.fromkeys(_addresses(record, field)):
                cited[address][record.id].append(field)
    return [
        Reference(address, {name: tuple(fields) for name, fields in names.items()})
        for address, names in cited.items()
    ]


def _addresses(record: AnyRecord, field: str) -> list[str]:
    """Return the web addresses of a field, without their fragments."""
    value = getattr(record, field)
    texts = value.values() if isinstance(value, Mapping) else value
    listed = [texts] if isinstance(texts, str) else texts or ()
    return [urldefrag(text).url for text in listed if text.startswith(_WEB)]
