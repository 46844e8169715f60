"""API keys: creation, check, rotation and revocation.

The secret of a key (the text that a client sends) is shown once. Only its SHA-256 is stored, which
is enough for 256 random bits (a slow hash is for passwords that people choose), with the eight
characters that identify the key in lists and logs. A widget key is public: it is written in the
pages of the sites that embed the widget, and opens the widget for the sites of its list and nothing
else.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from math import inf
from string import ascii_letters, digits
from threading import Lock
from time import monotonic
from typing import Any

from sqlalchemy import Connection, RowMapping, func, insert, select, update

from index.errors import InvalidQuery, KeyRequired, UnknownKey
from index.messages import Sentence
from service.auth.rights import Key, Rights, Scope
from service.storage.store import Store
from service.storage.tables import API_KEY

PREFIX = "orientess_"
RANDOM_BYTES, SECRET_CHARS, ID_CHARS = 32, 43, 8
"""43 characters of base 62 hold 32 bytes; 8 of them are shown, which leaves 208 secret bits."""
CACHE_S, CACHE_KEYS = 5.0, 1024
"""Seconds during which a key read from the database is remembered, and most keys remembered."""
_ALPHABET = digits + ascii_letters
_SECRET = re.compile(rf"{PREFIX}[0-9A-Za-z]{{{SECRET_CHARS}}}")


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Keys:
    """API keys stored in a database: creates, lists, checks, replaces and revokes them.

    A key that was read, or that does not exist, is remembered for `CACHE_S` seconds, so that most
    requests need no read: other processes may accept a revoked key for that time.
    """

    def __init__(
        self,
        store: Store,
        now: Callable[[], datetime] = _utc_now,
        elapsed: Callable[[], float] = monotonic,
    ) -> None:
        """Prepare the use of the keys, which are read when needed.

        store: database of the keys; now: returns the current time, in UTC; elapsed: returns the
        seconds of a clock that only goes forward, whatever is done to that of the machine.
        """
        self._store = store
        self._now, self._elapsed = now, elapsed
        self._cache: dict[str, tuple[float, Key | None]] = {}
        self._lock = Lock()

    def create(self, rights: Rights) -> tuple[str, Key]:
        """Create an API key and store it.

        Args:
            rights: name of its holder, permissions, sites of a widget key, quota and last day.

        Returns:
            (secret, key): the text that clients send, of which only a digest is stored, and the
            key.

        Raises:
            InvalidQuery: when its last valid day is before today (UTC).
            StoreError: when the database cannot be written.
        """
        with self._changing() as connection:
            return self._create(connection, rights)

    def _create(self, connection: Connection, rights: Rights) -> tuple[str, Key]:
        """Insert a new key, in the transaction of the caller."""
        today = self._now().date()
        if rights.expires is not None and rights.expires < today:
            raise InvalidQuery("expire", "Ce jour est passé.")
        secret = PREFIX + _base62(secrets.token_bytes(RANDOM_BYTES))
        values = {field.name: getattr(rights, field.name) for field in fields(Rights)}
        key = Key(id=_id_of(secret), created=today, **values)
        connection.execute(
            insert(API_KEY).values(
                id=key.id,
                digest=_digest(secret),
                name=key.name,
                scopes=" ".join(key.scopes),
                hosts=" ".join(key.hosts),
                quota=key.quota,
                logo=key.logo,
                created=key.created.isoformat(),
                expires=key.expires and key.expires.isoformat(),
            )
        )
        return secret, key

    def all(self) -> list[Key]:
        """Return every API key, even expired or revoked.

        Returns:
            The keys, the oldest first.

        Raises:
            StoreError: when the database cannot be read.
        """
        with self._store.reading() as connection:
            rows = connection.execute(select(API_KEY).order_by(API_KEY.c.created, API_KEY.c.id))
            return [_key(row) for row in rows.mappings()]

    def revoke(self, identifier: str) -> None:
        """Revoke an API key: it is refused from now on, and stays in the list of all keys.

        A key that was revoked before keeps the date of its first revocation.

        Args:
            identifier: the eight characters that name the key in lists and logs.

        Raises:
            UnknownKey: when no key has this identifier.
            StoreError: when the database cannot be written.
        """
        today = self._now().date().isoformat()
        with self._changing() as connection:
            _change(connection, identifier, revoked=func.coalesce(API_KEY.c.revoked, today))

    def rotate(self, identifier: str, overlap_days: int) -> tuple[str, Key]:
        """Replace an API key: create one with the same rights, and make the old one expire soon.

        Args:
            identifier: the eight characters that name the old key.
            overlap_days: days during which both keys are valid, so that the holder changes keys
                without a break; 0 makes the old one expire at the end of today (UTC). An old key
                that expires earlier keeps its date.

        Returns:
            (secret, key): the text that clients send, and the new key. The new key is valid for as
            many days as the old one was when created, or without limit when the old one had none.

        Raises:
            UnknownKey: when no key has this identifier.
            InvalidQuery: when the old key was revoked.
            StoreError: when the database cannot be read or written.
        """
        today = self._now().date()
        with self._changing() as connection:
            row = _row(connection, identifier)
            if row is None:
                raise UnknownKey(identifier)
            old = _key(row)
            if old.revoked is not None:
                raise InvalidQuery("id", old.refusal(old.created))
            expires = None if old.expires is None else today + (old.expires - old.created)
            made = self._create(connection, replace(old, expires=expires))
            last = today + timedelta(days=overlap_days)
            if old.expires is None or last < old.expires:
                _change(connection, identifier, expires=last.isoformat())
        return made

    def check(self, secret: str) -> Key:
        """Return the API key that a client presents, once checked that it is valid today.

        Args:
            secret: text that the client sent as its key; it may be anything.

        Returns:
            The key. The caller must still check that it has the permission for the request.

        Raises:
            KeyRequired: when the key is unknown, expired or revoked; the message says which.
            StoreError: when the database cannot be read.
        """
        key = self._find(secret) if _SECRET.fullmatch(secret) else None
        if key is None:
            raise KeyRequired(Sentence("Cette clé est inconnue."))
        if refusal := key.refusal(self._now().date()):
            raise KeyRequired(refusal)
        return key

    def is_cached(self, secret: str) -> bool:
        """Return True when `check` would answer for this secret without reading the database.

        That is when the key was read less than `CACHE_S` seconds ago, or when the text does not
        have the form of a key.
        """
        return not _SECRET.fullmatch(secret) or self._cached(_digest(secret)) is not None

    def _find(self, secret: str) -> Key | None:
        """Return the key of a secret, valid or not, from the cache or the store."""
        digest = _digest(secret)
        cached = self._cached(digest)
        if cached is not None:
            return cached[0]
        key = None
        with self._store.reading() as connection:
            row = _row(connection, _id_of(secret))
        if row is not None and hmac.compare_digest(row["digest"], digest):
            key = _key(row)
        with self._lock:
            self._cache.pop(digest, None)
            while len(self._cache) >= CACHE_KEYS:
                del self._cache[next(iter(self._cache))]  # the oldest
            self._cache[digest] = (self._elapsed(), key)
        return key

    def _cached(self, digest: str) -> tuple[Key | None] | None:
        """Return the cached key of a digest in a tuple, None when the store must be read."""
        at, key = self._cache.get(digest, (-inf, None))
        return (key,) if self._elapsed() - at < CACHE_S else None

    @contextmanager
    def _changing(self) -> Iterator[Connection]:
        """Change keys: at once in this process, within `CACHE_S` in the others."""
        with self._store.writing() as connection:
            yield connection
        with self._lock:
            self._cache.clear()


def _row(connection: Connection, identifier: str) -> RowMapping | None:
    return connection.execute(select(API_KEY).where(API_KEY.c.id == identifier)).mappings().first()


def _change(connection: Connection, identifier: str, **values: object) -> None:
    """Change columns of a key."""
    changed = connection.execute(update(API_KEY).where(API_KEY.c.id == identifier).values(values))
    if not changed.rowcount:
        raise UnknownKey(identifier)


def _base62(content: bytes) -> str:
    """Encode bytes as a number in base 62, in `SECRET_CHARS` characters."""
    number = int.from_bytes(content)
    written = ""
    for _ in range(SECRET_CHARS):
        number, rest = divmod(number, len(_ALPHABET))
        written += _ALPHABET[rest]
    return written


def _id_of(secret: str) -> str:
    return secret.removeprefix(PREFIX)[:ID_CHARS]


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _key(row: RowMapping) -> Key:
    """Return a key from its row."""
    values: dict[str, Any] = {field.name: row[field.name] for field in fields(Key)}
    return Key(
        **values
        | {
            "scopes": tuple(Scope(name) for name in values["scopes"].split()),
            "hosts": tuple(values["hosts"].split()),
            "created": date.fromisoformat(values["created"]),
            "expires": _day(values["expires"]),
            "revoked": _day(values["revoked"]),
        }
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
