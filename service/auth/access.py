"""Access control: API key of a request, its scopes, and what is left of its quota.

Reading needs no key: a key raises the quota, and gives access to routes that write or that are for
operators. The key is read in headers only, because URLs are stored in histories and logs. A client
without key is counted by its network address; the server takes this address from `X-Forwarded-For`
only behind the proxies that it trusts, and nothing here reads that header.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Annotated

from anyio import CapacityLimiter, fail_after, to_thread
from fastapi import Request, Security
from fastapi.security import APIKeyHeader, HTTPAuthorizationCredentials, HTTPBearer
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Send
from starlette.types import Scope as Connection

from index.errors import (
    AccessError,
    DayQuotaSpent,
    KeyForbidden,
    KeyRequired,
    QuotaSpent,
    StoreError,
)
from index.messages import Sentence
from service.auth.keys import Keys
from service.auth.networks import client_network, site_network
from service.auth.quotas import ADDRESS_PREFIX, MINUTE_S, UNCOUNTED, Allowance, Quotas
from service.auth.rights import Key, Scope
from service.http.problems import Page, answered, orientess_problem
from service.http.routes import FOR_PROGRAMS, is_counted_once_read, is_free, is_light
from service.runtime.request_state import request_state
from service.runtime.services import services_of
from service.settings import Settings

LOG = logging.getLogger("orientess")
KEY_HEADER = "X-API-Key"
POLICY = "defaut"
SITE_FACTOR = 10
"""How many times the quota of one network a site of IPv6 may ask for, which may hold 65,536."""
READS_AT_ONCE = 4
READ_LIMIT_S = 2.0
"""Longest wait for a key to be read, in seconds, after which the store counts as failing: a server
of PostgreSQL may be reached and never answer.
"""
TOO_MANY_TODAY = Sentence(
    "Trop de messages sont venus d'ici aujourd'hui : celui-ci n'est pas gardé. Revenez demain."
)
LIGHT, LIGHT_FACTOR = "pages", 3
"""Name under which the pages and proposals that an address asks for are counted, and how many more
of them it may ask for than of searches by programs.
"""
TRIAL = "essai"
"""Prefix of the name under which the wrong keys that an address sends are counted, apart from its
requests without key: one wrong key in a loop must shut out nobody else behind that address.
"""
SITE = "site"
"""Prefix of the name under which the requests of a whole site are counted."""
SCOPE = "x-portee"
"""Extension of an operation in the OpenAPI document: scope of the key that `require` asks for."""

_BEARER = HTTPBearer(
    auto_error=False,
    scheme_name="cle",
    description="Clé d'API : « Authorization: Bearer orientess_… »",
)
_HEADER = APIKeyHeader(
    name=KEY_HEADER, auto_error=False, scheme_name="cle_en_tete", description="La même clé"
)


@dataclass
class Caller:
    """Client that sent a request, and what is left of its quota (requests a minute).

    key: its API key; None when it sent none, an invalid one, or a widget key (public, written in
    the pages of the sites that embed the widget); identity: name under which its requests are
    counted, from its key or its network address; per_minute: its quota, 0 for no limit; weight:
    units of this quota that the cost of a search takes, more in the larger quota of light requests;
    site: name under which those of its whole site are counted too, "" for one network alone;
    key_error: reason why its key is refused, None when it is accepted or absent; allowance: what is
    left of the quota after the last request counted.
    """

    key: Key | None = None
    identity: str = ""
    per_minute: int = 0
    weight: int = 1
    site: str = ""
    key_error: AccessError | StoreError | None = None
    allowance: Allowance = UNCOUNTED


class Access:
    """Middleware that reads the API key of each request and counts it in the quota of its client.

    It answers 401 to an invalid key, 403 to a widget key, 429 over the quota. It adds a `Caller`
    (client and quota) to the state of the request, for routes. When the database of keys fails,
    requests are answered as if they had no key; only routes that require one fail.
    """

    def __init__(
        self, app: ASGIApp, keys: Keys, quotas: Quotas, settings: Settings, page: Page
    ) -> None:
        """Prepare the middleware.

        keys: API keys; quotas: counter of requests, shared with routes; settings: default quotas;
        page: function that renders an error as HTML for a browser.
        """
        self._app = app
        self._keys = keys
        self._quotas = quotas
        self._settings = settings
        self._page = page
        self._reading = CapacityLimiter(READS_AT_ONCE)

    async def __call__(self, scope: Connection, receive: Receive, send: Send) -> None:
        """Pass a request on if its key and its quota allow it; answer 401, 403 or 429 otherwise.

        Paths that cost almost nothing (probes, static files) are neither counted nor refused.
        """
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        caller = self._at_ease(await self._caller(scope), scope)
        state = request_state(scope)
        state.add(caller)
        state.client = caller.identity if caller.per_minute else ""
        path: str = scope["path"]
        if is_free(path) or is_counted_once_read(scope["method"], path):
            await self._app(scope, receive, send)
            return
        sending = _with_quota_headers(send, caller) if path.startswith(FOR_PROGRAMS) else send
        try:
            await self._count(caller)
        except AccessError as error:
            answer = answered(Request(scope), orientess_problem(error), self._page)
            await answer(scope, receive, sending)
            return
        await self._app(scope, receive, sending)

    async def _caller(self, scope: Connection) -> Caller:
        """Return the client of a request, from their key if there is one."""
        client = scope.get("client") or ("",)
        address = self._quotas.identity(client_network(client[0]))
        site = site_network(client[0])
        anonymous = Caller(
            None,
            address,
            self._settings.quota_per_minute,
            site=self._quotas.identity(site) if site else "",
        )
        secret = _secret(Headers(scope=scope))
        if secret is None:
            return anonymous
        try:
            key = await _read(self._keys, secret, self._reading)
        except KeyRequired as error:
            return await self._wrong(replace(anonymous, identity=f"{TRIAL}:{address}"), error)
        except StoreError as error:
            LOG.warning("clé non lue : %s", error)
            return replace(anonymous, key_error=error)
        if key.is_widget:
            refusal = KeyForbidden(
                "Cette clé est celle d'un widget : elle est publique et n'ouvre pas l'API."
            )
            return replace(anonymous, key_error=refusal)
        return _of_key(key, self._settings)

    @staticmethod
    def _at_ease(caller: Caller, scope: Connection) -> Caller:
        """Return a client without key with a larger quota, counted apart, for light requests."""
        if caller.identity.startswith(ADDRESS_PREFIX) and is_light(scope["method"], scope["path"]):
            per_minute = caller.per_minute * LIGHT_FACTOR
            identity = f"{LIGHT}:{caller.identity}"
            return replace(caller, identity=identity, per_minute=per_minute, weight=LIGHT_FACTOR)
        return caller

    async def _wrong(self, caller: Caller, error: KeyRequired) -> Caller:
        """Return the client of a request with a wrong key, once counted apart from the others."""
        caller.key_error = error
        try:
            await _take(self._quotas, caller, 1)
        except QuotaSpent as spent:
            caller.key_error = spent
        return caller

    async def _count(self, caller: Caller) -> None:
        """Count a request, then refuse an invalid key; a wrong one was counted when it was read."""
        if caller.allowance is UNCOUNTED:
            await _take(self._quotas, caller, 1)
        if isinstance(caller.key_error, AccessError):
            raise caller.key_error


def require(scope: Scope) -> Callable[..., Awaitable[Key]]:
    """Return a FastAPI dependency that lets a route answer only to an API key with a permission.

    Args:
        scope: the permission, such as `Scope.ECRITURE`.

    Returns:
        A dependency that returns the key. It raises KeyRequired without a valid key, KeyForbidden
        for a widget key or a key without this permission, StoreError when the database of keys
        cannot be read.
    """

    async def key(
        request: Request,
        _bearer: Annotated[HTTPAuthorizationCredentials | None, Security(_BEARER)],
        _header: Annotated[str | None, Security(_HEADER)],
    ) -> Key:
        return allowed_key(request, scope)

    return key


def allowed_key(request: Request, scope: Scope) -> Key:
    """Return the API key in the headers of a request, if it has a permission.

    Args:
        request: the request.
        scope: the permission.

    Returns:
        The key.

    Raises:
        KeyRequired: when there is no valid key.
        KeyForbidden: when the key does not have this permission.
        StoreError: when the database of keys cannot be read.
    """
    return _allowed(_caller_of(request), scope)


async def key_of_form(request: Request, secret: str, scope: Scope) -> Key:
    """Return the API key that a person sends in a field of a form, if it has a permission.

    The key is checked first, however many wrong ones came from the same address. Then a form that
    was not counted when it arrived is: in the quota of the key, or among the wrong keys of the
    address.

    Args:
        request: the request that sends the form.
        secret: text of the field; "" to take the key of the headers of the request.
        scope: the permission.

    Returns:
        The key.

    Raises:
        KeyRequired: when there is no key, or one that is unknown, expired or revoked.
        KeyForbidden: when the key does not have this permission.
        QuotaSpent: when this key is wrong, and this address sent too many wrong ones; or when too
            many requests came with it.
        StoreError: when the database of keys cannot be read.
    """
    caller, services = _caller_of(request), services_of(request)
    settings, quotas = services.get(Settings), services.get(Quotas)
    counted = is_counted_once_read(request.method, request.url.path)
    try:
        if secret:
            caller = _of_key(await _read(services.get(Keys), secret), settings)
        key = _allowed(caller, scope)
    except (KeyRequired, KeyForbidden):
        if counted:
            tried = f"{TRIAL}:{_caller_of(request).identity.removeprefix(f'{TRIAL}:')}"
            await _take(quotas, Caller(None, tried, settings.quota_per_minute), 1)
        raise
    if counted:
        await _take(quotas, _of_key(key, settings), 1)
    return key


def _of_key(key: Key, settings: Settings) -> Caller:
    """Return the client that a key stands for, and its quota."""
    return Caller(key, f"cle:{key.id}", key.quota or settings.key_quota_per_minute)


def _allowed(caller: Caller, scope: Scope) -> Key:
    """Return the key of a caller, or raise why it does not give a permission."""
    if caller.key_error is not None:
        raise caller.key_error
    message = f"Cette adresse demande une clé de portée « {scope} »."
    if caller.key is None:
        raise KeyRequired(message)
    if scope not in caller.key.scopes:
        raise KeyForbidden(message)
    return caller.key


async def _read(keys: Keys, secret: str, limiter: CapacityLimiter | None = None) -> Key:
    """Return the key of a secret; raise KeyRequired for a wrong one.

    Every secret is checked, however many wrong ones came from the same address: a key has 256
    random bits, which nobody guesses, and the address may be shared by others, whose keys are good.
    """
    if keys.is_cached(secret):
        return keys.check(secret)
    try:
        with fail_after(READ_LIMIT_S):
            return await to_thread.run_sync(
                keys.check, secret, limiter=limiter, abandon_on_cancel=True
            )
    except TimeoutError:
        raise StoreError("Les clés ne se lisent pas à temps.") from None


def _caller_of(request: Request) -> Caller:
    """Return the caller of a request that `Access` let through."""
    caller = request_state(request.scope).get(Caller)
    if caller is None:
        raise RuntimeError("une requête qui n'est pas passée par Access")
    return caller


async def charge(request: Request, cost: int) -> None:
    """Count a request that costs as much as several in the quota of its client (requests a minute).

    Args:
        request: the request, already counted once when it arrived.
        cost: its total cost, in requests: `cost` - 1 more are counted. A cost above the quota
            counts as the whole quota.

    Raises:
        QuotaSpent: when fewer requests than that are left in the quota.
    """
    caller = _caller_of(request)
    extra = min(cost * caller.weight, caller.per_minute) - 1
    if extra > 0:
        await _take(services_of(request).get(Quotas), caller, extra)


async def charge_day(request: Request, what: str, most: int) -> None:
    """Count an action of a client in the day (UTC), whatever its minutes; of clients without key.

    Args:
        request: the request; one with a valid key is not counted.
        what: name of what is counted, such as "formulaires".
        most: actions of this name that an address may make in a day.

    Raises:
        DayQuotaSpent: when the address already made as many today.
    """
    caller = _caller_of(request)
    if caller.key is None and caller.per_minute:
        quotas = services_of(request).get(Quotas)
        if not await quotas.take_of_day(f"{what}:{caller.identity}", most):
            raise DayQuotaSpent(TOO_MANY_TODAY, quotas.day_left_s())


async def _take(quotas: Quotas, caller: Caller, cost: int) -> None:
    caller.allowance = await quotas.take(caller.identity, caller.per_minute, cost)
    if not caller.allowance.allowed:
        raise QuotaSpent(caller.per_minute, caller.allowance.reset_s)
    if caller.site:
        most = SITE_FACTOR * caller.per_minute
        whole = await quotas.take(f"{SITE}:{caller.site}", most, cost)
        if not whole.allowed:
            raise QuotaSpent(most, whole.reset_s)


def _secret(headers: Headers) -> str | None:
    """Return the key of a request, None without one or with another kind of authorization."""
    kind, _, value = headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer":
        return value.strip()
    return headers.get(KEY_HEADER)


def _with_quota_headers(send: Send, caller: Caller) -> Send:
    """Return a `send` that adds RateLimit headers (draft-ietf-httpapi-ratelimit-headers-10)."""

    async def add_headers(message: Message) -> None:
        left = caller.allowance
        if message["type"] == "http.response.start" and left.limit:
            headers = MutableHeaders(scope=message)
            headers["RateLimit-Policy"] = f'"{POLICY}";q={left.limit};w={MINUTE_S}'
            headers["RateLimit"] = f'"{POLICY}";r={left.remaining};t={left.reset_s}'
        await send(message)

    return add_headers
