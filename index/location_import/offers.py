"""Offers of places: services and needs, from the labels of the lists and from the networks.

The meaning of labels is data, `data/lieux/services.toml`. A label that it lacks says nothing.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from pydantic import ValidationError

from index.errors import InvalidRecords, RecordError
from index.frozen_model import FrozenModel
from index.importers.cells import fold_label
from index.importers.mediation_codes import FEES
from index.messages import in_french
from index.records.code_lists import SERVICES_MEDIATION
from index.records.field_types import Slug

MEDIATION = "lieux-mediation-numerique"
"""Network of the places of digital mediation that are of no other one."""
_SEPARATOR = re.compile(r"[;|]|,(?![^(]*\))")


class _Offer(FrozenModel):
    """Services and needs that a label, or a network, stands for."""

    noms: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    besoins: tuple[Slug, ...] = ()
    itinerant: tuple[Slug, ...] = ()
    frais: str | None = None
    reseau: Slug | None = None


class _File(FrozenModel):
    """Content of the file: network -> what all its places offer, and the labels."""

    reseaux: dict[Slug, _Offer]
    libelle: tuple[_Offer, ...]


class Offers:
    """Meaning of the labels of lists, and what every place of a network offers."""

    def __init__(self, path: Path) -> None:
        """Read the file; raise InvalidRecords when it is absent or malformed."""
        try:
            content = _File.model_validate(tomllib.loads(path.read_text("utf-8")))
        except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError, ValidationError) as error:
            reason = in_french(error) if isinstance(error, OSError) else str(error)
            problem = RecordError(path.name, 0, "fichier", reason, "des libellés et des réseaux")
            raise InvalidRecords([problem]) from error
        self._networks = content.reseaux
        self._labels = {fold_label(name): offer for offer in content.libelle for name in offer.noms}

    def labels(self, text: str, unknown: Counter[str]) -> tuple[str, ...]:
        """Return the labels of a cell that are listed, folded.

        text: labels between ";", "|" or ","; unknown: label -> number, increased for the others.
        """
        parts = [part.strip() for part in _SEPARATOR.split(text) if part.strip()]
        unknown.update(part for part in parts if fold_label(part) not in self._labels)
        return tuple(label for part in parts if (label := fold_label(part)) in self._labels)

    def networks(self, labels: Iterable[str]) -> tuple[str, ...]:
        """Return the networks that folded labels make a place belong to."""
        return tuple(
            network for label in labels if (network := self._labels[label].reseau) is not None
        )

    def services(self, networks: Iterable[str], labels: Iterable[str]) -> tuple[str, ...]:
        """Return the services of mediation that networks and folded labels stand for, in order."""
        offers = (*map(self._network, networks), *(self._labels[label] for label in labels))
        return SERVICES_MEDIATION.ordered(code for offer in offers for code in offer.services)

    def needs(
        self, networks: Iterable[str], labels: Iterable[str], itinerant: bool
    ) -> tuple[str, ...]:
        """Return the needs that a place serves: those that its labels and its networks say.

        networks: identifiers of its networks, its own first; labels: folded; itinerant: True for a
        place that travels. Being on a list of mediation says something only of a place that is of
        no other network.
        """
        networks = list(networks)
        offers = [self._labels[label] for label in labels]
        offers += [
            self._network(name) for name in networks if name != MEDIATION or len(networks) == 1
        ]
        needs = [need for offer in offers for need in offer.besoins]
        if itinerant:
            needs += [need for offer in offers for need in offer.itinerant]
        return tuple(sorted(set(needs)))

    def fee(self, network: str, conditions: str) -> str | None:
        """Return the code of the fee of a place, from its conditions or else from its network.

        None when they are unknown, or both free and not.
        """
        parts = (fold_label(part.split(":")[0]) for part in conditions.split(";"))
        codes = {FEES[part] for part in parts if part in FEES}
        if not codes:
            return self._network(network).frais
        if codes == {"gratuit", "gratuit-sous-condition"}:
            return "gratuit-sous-condition"
        return codes.pop() if len(codes) == 1 else None

    def _network(self, name: str) -> _Offer:
        return self._networks.get(name, _Offer())
