"""API keys: made, found again from their secret, replaced and revoked.

A key is shown once. What is kept is its SHA-256, which is enough for 256 random bits (a slow hash
is for what people choose), and the eight characters that name it in lists and logs. A widget key is
another thing: it is written in the pages of partners, for everybody to read. It opens the widget
for the hosts of its list, and nothing else.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from string import ascii_letters, digits
from threading import Lock

from index.errors import InvalidQuery, KeyRequired, UnknownKey
from index.messages import Sentence
from service.auth.models import Key, Rights, Scope
from service.storage.sqlite import Store

PREFIX = "orientess_"
RANDOM_BYTES, SECRET_CHARS, ID_CHARS = 32, 43, 8
"""43 characters of base 62 hold 32 bytes; 8 of them are told, which leaves 208 bits."""
CACHE_S, CACHE_KEYS = 5.0, 1024
"""How long what was found of a key is believed, and for how many keys."""
_ALPHABET = digits + ascii_letters
_SECRET = re.compile(rf"{PREFIX}[0-9A-Za-z]{{{SECRET_CHARS}}}")
_ALL = (
    "SELECT id, name, scopes, hosts, quota, logo, created, expires, revoked FROM api_key"
    " ORDER BY created, id"
)
_ONE = (
    "SELECT digest, id, name, scopes, hosts, quota, logo, created, expires, revoked FROM api_key"
    " WHERE id = ?"
)
_REVOKE = "UPDATE api_key SET revoked = coalesce(revoked, ?) WHERE id = ?"
_END = "UPDATE api_key SET expires = ? WHERE id = ?"


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Keys:
    """The keys of the store.

    What was found of a key, or that there is none, is believed for a few seconds, so that a request
    costs no read: a key revoked by a command stops being good within `CACHE_S` in every process.
    """

    def __init__(self, store: Store, now: Callable[[], datetime] = _utc_now) -> None:
        """store: where they are kept; now: the time, UTC, for tests to choose."""
        self._store = store
        self._now = now
        self._recent: dict[str, tuple[float, Key | None]] = {}
        self._changing = Lock()

    def create(self, rights: Rights) -> tuple[str, Key]:
        """Make a key.

        Args:
            rights: what it opens.

        Returns:
            The secret, which cannot be told again, and the key.

        Raises:
            InvalidQuery: when its last day is over.
            StoreError: when it cannot be written.
        """
        today = self._now().date()
        if rights.expires is not None and rights.expires < today:
            raise InvalidQuery("expire", "Ce jour est passé.")
        secret = PREFIX + _base62(secrets.token_bytes(RANDOM_BYTES))
        given = {each.name: getattr(rights, each.name) for each in fields(Rights)}
        key = Key(id=_id_of(secret), created=today, **given)
        with self._store.writing() as connection:
            connection.execute(
                "INSERT INTO api_key (id, digest, name, scopes, hosts, quota, logo, created,"
                " expires) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    key.id,
                    _digest(secret),
                    key.name,
                    " ".join(key.scopes),
                    " ".join(key.hosts),
                    key.quota,
                    key.logo,
                    key.created.isoformat(),
                    key.expires and key.expires.isoformat(),
                ),
            )
        self._forget()
        return secret, key

    def all(self) -> list[Key]:
        """Every key, those that are no longer good too.

        Returns:
            The keys, the oldest first.

        Raises:
            StoreError: when they cannot be read.
        """
        with self._store.reading() as connection:
            rows = connection.execute(_ALL).fetchall()
        return [_key(*row) for row in rows]

    def revoke(self, identifier: str) -> None:
        """Have a key be good for nothing any more; it stays in the list.

        Args:
            identifier: of the key.

        Raises:
            UnknownKey: when no key has this identifier.
            StoreError: when it cannot be written.
        """
        self._change(identifier, _REVOKE, self._now().date())

    def rotate(self, identifier: str, overlap_days: int) -> tuple[str, Key]:
        """Make a key with the rights of another, which stays good for a while.

        Args:
            identifier: of the key to replace.
            overlap_days: how long both are good, for partners to change without a break; 0: the
                old one is good until tonight.

        Returns:
            The secret and the new key, good for as many days as the old one was to be.

        Raises:
            UnknownKey: when no key has this identifier.
            InvalidQuery: when the key was revoked.
            StoreError: when it cannot be written.
        """
        old = next((key for key in self.all() if key.id == identifier), None)
        if old is None:
            raise UnknownKey(identifier)
        if old.revoked is not None:
            raise InvalidQuery("id", old.fault(old.created))
        today = self._now().date()
        expires = None if old.expires is None else today + (old.expires - old.created)
        made = self.create(replace(old, expires=expires))
        last = today + timedelta(days=overlap_days)
        if old.expires is None or last < old.expires:
            self._change(identifier, _END, last)
        return made

    def check(self, secret: str) -> Key:
        """The good key that has a secret.

        Args:
            secret: as a request gives it; anything.

        Returns:
            The key; whoever asks says which scope is needed.

        Raises:
            KeyRequired: when the key is unknown, expired or revoked, and which it is.
            StoreError: when the store cannot be read.
        """
        key = self._known(secret) if _SECRET.fullmatch(secret) else None
        if key is None:
            raise KeyRequired(Sentence("Cette clé est inconnue."))
        if fault := key.fault(self._now().date()):
            raise KeyRequired(fault)
        return key

    def is_recent(self, secret: str) -> bool:
        """Whether `check` would answer without reading the store, that is at once."""
        return not _SECRET.fullmatch(secret) or self._remembered(_digest(secret)) is not None

    def _known(self, secret: str) -> Key | None:
        """The key of a secret, good or not, as it was in the last seconds."""
        digest = _digest(secret)
        remembered = self._remembered(digest)
        if remembered is not None:
            return remembered[0]
        key = None
        with self._store.reading() as connection:
            row = connection.execute(_ONE, (_id_of(secret),)).fetchone()
        if row is not None and hmac.compare_digest(row[0], digest):
            key = _key(*row[1:])
        with self._changing:
            self._recent.pop(digest, None)
            while len(self._recent) >= CACHE_KEYS:
                del self._recent[next(iter(self._recent))]  # the oldest
            self._recent[digest] = (self._now().timestamp(), key)
        return key

    def _remembered(self, digest: str) -> tuple[Key | None] | None:
        """What was found in the last seconds, None when it has to be read again."""
        at, key = self._recent.get(digest, (0.0, None))
        return (key,) if abs(self._now().timestamp() - at) < CACHE_S else None

    def _change(self, identifier: str, statement: str, value: date) -> None:
        """Change one column of a key; this process knows at once, the others within `CACHE_S`."""
        with self._store.writing() as connection:
            done = connection.execute(statement, (value.isoformat(), identifier))
            if not done.rowcount:
                raise UnknownKey(identifier)
        self._forget()

    def _forget(self) -> None:
        with self._changing:
            self._recent.clear()


def _base62(content: bytes) -> str:
    """Bytes as a number in base 62, of `SECRET_CHARS` characters."""
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


def _key(
    identifier: str,
    name: str,
    scopes: str,
    hosts: str,
    quota: int | None,
    logo: str,
    created: str,
    expires: str | None,
    revoked: str | None,
) -> Key:
    """A key, from its row."""
    return Key(
        id=identifier,
        name=name,
        scopes=tuple(Scope(each) for each in scopes.split()),
        hosts=tuple(hosts.split()),
        quota=quota,
        logo=logo,
        created=date.fromisoformat(created),
        expires=_day(expires),
        revoked=_day(revoked),
    )


def _day(written: str | None) -> date | None:
    return None if written is None else date.fromisoformat(written)
