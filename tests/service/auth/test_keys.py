"""API keys: shown once, kept as a digest, good until a day, for hosts told exactly."""

from __future__ import annotations

import re
import secrets
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select

from index.errors import InvalidQuery, KeyRequired, StoreError, UnknownKey
from service.auth import keys as keys_module
from service.auth.keys import CACHE_S, PREFIX, Keys
from service.auth.rights import Rights, Scope, logo_uri
from service.storage.sqlite_store import SqliteStore
from service.storage.store import Store
from service.storage.tables import API_KEY
from tests.service.keyring import held

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
TODAY = NOON.date()
PNG = b"\x89PNG\r\n\x1a\n"
READER = Rights(name="Partenaire", scopes=(Scope.LECTURE,))
WIDGET = Rights(name="Portail", scopes=(Scope.WIDGET,), hosts=("exemple.fr",))


class Clock:
    """A time that tests move."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def elapsed(self) -> float:
        return self.now.timestamp()

    def move(self, **lapse: float) -> None:
        self.now += timedelta(**lapse)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def keys(store: Store, clock: Clock) -> Keys:
    return Keys(store, clock, clock.elapsed)


def test_a_key_should_be_found_by_its_secret_with_its_rights(keys: Keys, store: Store) -> None:
    rights = Rights(
        name="Réseau",
        scopes=(Scope.LECTURE, Scope.ECRITURE),
        quota=900,
        expires=date(2027, 1, 31),
    )
    secret, key = keys.create(rights)
    found = held(Keys(store, lambda: NOON), secret)
    assert found == key
    assert (key.name, key.scopes, key.quota, key.expires) == (
        "Réseau",
        (Scope.LECTURE, Scope.ECRITURE),
        900,
        date(2027, 1, 31),
    )
    assert (key.created, key.revoked) == (TODAY, None)


def test_a_secret_should_hold_256_random_bits(keys: Keys) -> None:
    made = [keys.create(READER)[0] for _ in range(20)]
    assert len(set(made)) == 20
    assert all(re.fullmatch(r"orientess_[0-9A-Za-z]{43}", each) for each in made)
    assert 62**43 > 2**256


def test_every_letter_of_a_secret_should_be_as_likely() -> None:
    written = Counter(
        letter for number in range(62**2) for letter in keys_module._base62(number.to_bytes(32))[:2]
    )
    assert set(written.values()) == {2 * 62}


def test_the_file_should_hold_neither_the_secret_nor_a_part_of_it(file_store: SqliteStore) -> None:
    keys = Keys(file_store)
    secret, key = keys.create(READER)
    held(keys, secret)
    keys.rotate(key.id, 3)
    files = list(file_store.path.parent.glob("orientess.sqlite3*"))
    assert files
    written = b"".join(each.read_bytes() for each in files)
    assert key.id.encode() in written
    assert PREFIX.encode() not in written
    assert secret.removeprefix(PREFIX)[8:].encode() not in written
    assert re.fullmatch("[0-9a-f]{64}", columns_of(file_store, key.id)["digest"])


def columns_of(store: Store, identifier: str) -> dict[str, Any]:
    with store.reading() as connection:
        row = connection.execute(select(API_KEY).filter_by(id=identifier)).mappings().one()
        return dict(row)


@pytest.mark.parametrize(
    "change",
    [
        lambda secret: secret[:-1] + ("a" if secret[-1] != "a" else "b"),
        lambda secret: secret[:-1],
        lambda secret: secret + "a",
        lambda secret: secret.removeprefix(PREFIX),
        lambda secret: secret + "\n",
        lambda secret: secret.swapcase(),
        lambda secret: PREFIX + secret.removeprefix(PREFIX)[:8],
        lambda secret: PREFIX + "é" * 43,
        lambda secret: PREFIX + "\ud800" * 43,
        lambda _secret: PREFIX + "z" * 43,
        lambda _secret: "",
        lambda _secret: "' OR 1 = 1 --",
        lambda _secret: "x" * 1_000_000,
    ],
)
def test_another_secret_should_open_nothing(keys: Keys, change: Callable[[str], str]) -> None:
    secret, _ = keys.create(READER)
    assert held(keys, change(secret)) is None
    with pytest.raises(KeyRequired, match="inconnue"):
        keys.check(change(secret))


def test_a_key_should_be_good_until_the_end_of_its_last_day(keys: Keys, clock: Clock) -> None:
    secret, _ = keys.create(replace(READER, expires=TODAY + timedelta(days=1)))
    clock.now = datetime(2026, 11, 25, 23, 59, 59, tzinfo=UTC)
    assert held(keys, secret) is not None
    clock.move(seconds=1)
    with pytest.raises(KeyRequired, match="expiré"):
        keys.check(secret)


def test_a_key_should_not_be_made_for_days_that_are_over(keys: Keys) -> None:
    with pytest.raises(InvalidQuery) as refused:
        keys.create(replace(READER, expires=TODAY - timedelta(days=1)))
    assert refused.value.field == "expire"


def test_a_revoked_key_should_be_refused_at_once_by_who_revokes_it(keys: Keys) -> None:
    secret, key = keys.create(READER)
    assert held(keys, secret) == key
    keys.revoke(key.id)
    with pytest.raises(KeyRequired, match="révoquée"):
        keys.check(secret)


def test_a_revoked_key_should_be_refused_by_other_processes_within_the_time_of_their_memory(
    keys: Keys, store: Store, clock: Clock
) -> None:
    secret, key = keys.create(READER)
    other = Keys(store, clock, clock.elapsed)
    assert held(other, secret) == key
    keys.revoke(key.id)
    clock.move(seconds=CACHE_S - 0.1)
    assert held(other, secret) == key
    clock.move(seconds=0.1)
    assert held(other, secret) is None
    assert CACHE_S <= 10


@pytest.mark.parametrize("jump_s", [3, 3_600, 86_400])
def test_a_clock_set_back_should_not_prolong_the_life_of_a_revoked_key(
    store: Store, clock: Clock, jump_s: float
) -> None:
    elapsed = 0.0
    keys, other = Keys(store, clock), Keys(store, clock, lambda: elapsed)
    secret, key = keys.create(READER)
    assert held(other, secret) is not None
    keys.revoke(key.id)
    clock.move(seconds=-jump_s)
    elapsed += CACHE_S
    assert held(other, secret) is None


def test_revoking_twice_should_keep_the_first_day(keys: Keys, clock: Clock) -> None:
    _, key = keys.create(READER)
    keys.revoke(key.id)
    clock.move(days=3)
    keys.revoke(key.id)
    assert keys.all()[0].revoked == TODAY


@pytest.mark.parametrize("identifier", ["abcdefgh", "", "%", "' OR 1 = 1 --"])
def test_an_unknown_key_should_neither_be_revoked_nor_replaced(keys: Keys, identifier: str) -> None:
    keys.create(READER)
    with pytest.raises(UnknownKey):
        keys.revoke(identifier)
    with pytest.raises(UnknownKey):
        keys.rotate(identifier, 1)
    assert [key.revoked for key in keys.all()] == [None]


def test_a_replaced_key_should_be_good_beside_the_new_one_for_a_while(
    keys: Keys, clock: Clock
) -> None:
    old_secret, old = keys.create(replace(READER, quota=7, scopes=(Scope.ECRITURE,)))
    clock.move(days=10)
    new_secret, new = keys.rotate(old.id, 2)
    assert new.id != old.id
    assert (new.name, new.scopes, new.quota, new.expires) == (old.name, old.scopes, 7, None)
    assert [held(keys, each) is not None for each in (old_secret, new_secret)] == [True, True]
    clock.move(days=2)
    assert [held(keys, each) is not None for each in (old_secret, new_secret)] == [True, True]
    clock.move(days=1)
    assert [held(keys, each) is not None for each in (old_secret, new_secret)] == [False, True]


def test_a_replaced_key_should_never_live_longer_than_it_was_to(keys: Keys, clock: Clock) -> None:
    _, old = keys.create(replace(READER, expires=TODAY + timedelta(days=100)))
    clock.move(days=90)
    _, new = keys.rotate(old.id, 30)
    expiries = {key.id: key.expires for key in keys.all()}
    assert expiries[old.id] == TODAY + timedelta(days=100)
    assert new.expires == TODAY + timedelta(days=190)


def test_a_revoked_key_should_not_be_replaced(keys: Keys) -> None:
    _, key = keys.create(READER)
    keys.revoke(key.id)
    with pytest.raises(InvalidQuery, match="révoquée"):
        keys.rotate(key.id, 1)
    assert len(keys.all()) == 1


def test_the_rights_of_a_widget_should_be_kept_when_it_is_replaced(keys: Keys) -> None:
    _, old = keys.create(replace(WIDGET, logo=logo_uri(PNG)))
    _, new = keys.rotate(old.id, 1)
    assert (new.hosts, new.logo) == (("https://exemple.fr",), logo_uri(PNG))


@pytest.mark.parametrize("known", [True, False])
def test_a_request_should_cost_no_read_for_a_few_seconds(
    keys: Keys, store: Store, clock: Clock, known: bool
) -> None:
    secret = keys.create(READER)[0] if known else PREFIX + "z" * 43
    assert not keys.is_cached(secret)
    found = held(keys, secret)
    with store.writing() as connection:
        connection.execute(delete(API_KEY))
    assert keys.is_cached(secret)
    assert held(keys, secret) == found
    clock.move(seconds=CACHE_S)
    assert not keys.is_cached(secret)
    assert held(keys, secret) is None


def test_what_is_no_key_should_be_refused_without_a_read(tmp_path: Path) -> None:
    keys = Keys(SqliteStore(tmp_path))
    assert keys.is_cached("autre")
    assert held(keys, "autre") is None


def test_a_key_just_made_should_be_known_even_if_it_was_looked_for_before(
    keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(secrets, "token_bytes", lambda size: b"\x07" * size)
    secret = PREFIX + keys_module._base62(b"\x07" * 32)
    assert held(keys, secret) is None
    assert keys.create(READER)[0] == secret
    assert held(keys, secret) is not None


def test_what_is_remembered_should_have_a_limit(
    keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys_module, "CACHE_KEYS", 3)
    asked = [f"{PREFIX}{number:043}" for number in range(5)]
    for each in asked:
        held(keys, each)
    assert [keys.is_cached(each) for each in asked] == [False, False, True, True, True]


def test_keys_should_be_listed_with_those_that_are_no_longer_good(keys: Keys, clock: Clock) -> None:
    _, first = keys.create(replace(READER, expires=TODAY))
    clock.move(days=1)
    _, second = keys.create(WIDGET)
    keys.revoke(second.id)
    assert [(key.id, key.refusal(clock.now.date())) for key in keys.all()] == [
        (first.id, "Cette clé a expiré."),
        (second.id, "Cette clé a été révoquée."),
    ]


def test_a_store_that_fails_should_be_told(tmp_path: Path) -> None:
    keys = Keys(SqliteStore(tmp_path))
    for ask in (keys.all, lambda: keys.create(READER), lambda: held(keys, PREFIX + "a" * 43)):
        with pytest.raises(StoreError):
            ask()


def test_a_key_should_be_replaced_whole_or_not_at_all(
    keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, old = keys.create(READER)
    monkeypatch.setattr(keys_module, "_change", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        keys.rotate(old.id, 1)
    assert keys.all() == [old]
