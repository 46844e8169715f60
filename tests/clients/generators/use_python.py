"""Call a running service with the client that openapi-python-client generated: folder, address."""

from __future__ import annotations

import importlib
import sys


def main() -> None:
    """Search, list, read what changed, and be refused."""
    folder, address = sys.argv[1:]
    sys.path.insert(0, folder)
    client = importlib.import_module("generated").Client(base_url=address)

    def call(module: str, **values: object) -> object:
        return importlib.import_module(f"generated.api.{module}").sync(client=client, **values)

    found = call("recherche.search", q="réparer un smartphone", lieu="Lille")
    assert found.items[0].fiche.id == "atelier-phenix", found  # type: ignore[attr-defined]
    listed = call("recherche.actors", size=2)
    assert listed.total == 5, listed  # type: ignore[attr-defined]
    record = call("recherche.actor", id="reseau-libre")
    assert record.nom == "Réseau Libre", record  # type: ignore[attr-defined]
    changes = call("exports.changes")
    assert changes.items == [], changes  # type: ignore[attr-defined]


main()
