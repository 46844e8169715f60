"""A service in a process of its own, that clients call."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.indexing.build import build
from service.auth.keys import Keys
from service.auth.rights import Rights, Scope
from service.settings import Settings
from service.storage.store import open_store
from tests.conftest import SMALL_CATALOGUE
from tests.hash_encoder import HashEncoder
from tests.service.process import served


@contextmanager
def service_with_key(var: Path) -> Iterator[tuple[str, str]]:
    """The address of a service over the small catalogue, and a key that reads; var: its folder."""
    build(SMALL_CATALOGUE, HashEncoder(), "hash", var / "index")
    rights = Rights(name="Partenaire", scopes=(Scope.LECTURE,))
    secret, _ = Keys(open_store(Settings(var=var))).create(rights)
    with served(var / "index") as (_, address):
        yield address, secret
