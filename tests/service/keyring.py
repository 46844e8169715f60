"""What tests ask of keys."""

from __future__ import annotations

from index.errors import KeyRequired
from service.auth.keys import Keys
from service.auth.rights import Key


def held(keys: Keys, secret: str) -> Key | None:
    """The good key that has a secret, None when there is none."""
    try:
        return keys.check(secret)
    except KeyRequired:
        return None
