"""Access: who calls, what their key opens, and how much is left of their quota.

Reading is free of keys: a key raises the quota, and opens what writes or what is for operators. It
is read in headers alone, for addresses are kept in histories and logs. Who has no key is counted by
the address that the server gives, which is that of `X-Forwarded-For` only for the proxies it was
told to trust; nothing here reads that header.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Annotated

from anyio import CapacityLimiter, to_thread
from fastapi import Request, Security
from fastapi.security import APIKeyHeader, HTTPAuthorizationCredentials, HTTPBearer
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Send
from starlette.types import Scope as Connection

from index.errors import AccessError, KeyForbidden, KeyRequired, QuotaSpent, StoreError
from service.auth.keys import Keys
from service.auth.models import Key, Scope
from service.auth.quotas import MINUTE_S, UNCOUNTED, Allowance, Quotas
from service.http.problems import Page, answered, orientess_problem
from service.http.routes import FOR_PROGRAMS, is_free
from service.runtime.request_state import request_state
from service.runtime.services import services_of
from service.settings import Settings

LOG = logging.getLogger("orientess")
KEY_HEADER = "X-API-Key"
POLICY = "defaut"
IPV6_NETWORK_BITS = 64
"""What one subscriber is given: one address of it is as good as another."""
READS_AT_ONCE = 4
TRIAL = "essai"
"""Begins the identity under which wrong keys are counted, apart from requests."""

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
    """Who calls, while a request is answered.

    key: a good one, but that of a widget; identity: under which they are counted; per_minute: their
    quota; fault: why the key that was given is not taken; allowance: what
    was left after the last count.
    """

    key: Key | None = None
    identity: str = ""
    per_minute: int = 0
    fault: AccessError | StoreError | None = None
    allowance: Allowance = UNCOUNTED


class Access:
    """Reads keys, counts requests, and refuses: 401 or 403 for a wrong key, 429 over a quota.

    Routes read the caller in `RequestState.client`. When keys cannot be read, requests
    are answered as if they had none, but for those that need one.
    """

    def __init__(
        self, app: ASGIApp, keys: Keys, quotas: Quotas, settings: Settings, page: Page
    ) -> None:
        """keys, quotas: shared with routes; settings: their quotas; page: an error for browsers."""
        self._app = app
        self._keys = keys
        self._quotas = quotas
        self._settings = settings
        self._page = page
        self._reading = CapacityLimiter(READS_AT_ONCE)

    async def __call__(self, scope: Connection, receive: Receive, send: Send) -> None:
        """Pass a request on when it is allowed."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        caller = await self._caller(scope)
        request_state(scope).client = caller
        path: str = scope["path"]
        if is_free(path):
            await self._app(scope, receive, send)
            return
        sending = _telling(send, caller) if path.startswith(FOR_PROGRAMS) else send
        try:
            await self._count(caller)
        except AccessError as error:
            answer = answered(Request(scope), orientess_problem(error), self._page)
            await answer(scope, receive, sending)
            return
        await self._app(scope, receive, sending)

    async def _caller(self, scope: Connection) -> Caller:
        """Who calls, from their key if they give one."""
        client = scope.get("client") or ("",)
        address = self._quotas.identity(network(client[0]))
        anybody = Caller(None, address, self._settings.quota_per_minute)
        secret = _secret(Headers(scope=scope))
        if secret is None:
            return anybody
        try:
            key = await self._check(secret, f"{TRIAL}:{address}")
        except (AccessError, StoreError) as error:
            if isinstance(error, StoreError):
                LOG.warning("clé non lue : %s", error)
            return replace(anybody, fault=error)
        if key.is_widget:
            fault = KeyForbidden(
                "Cette clé est celle d'un widget : elle est publique et n'ouvre pas l'API."
            )
            return replace(anybody, fault=fault)
        return Caller(key, f"cle:{key.id}", key.quota or self._settings.key_quota_per_minute)

    async def _check(self, secret: str, trying: str) -> Key:
        """The key of a secret; trying: who is counted for wrong ones, wherever they are given.

        Beyond a quota of wrong keys, those of this address that are not in memory are not read.
        """
        per_minute = self._settings.quota_per_minute
        try:
            if self._keys.is_recent(secret):
                return self._keys.check(secret)
            if (refused := self._quotas.refusal(trying, per_minute)) is not None:
                raise QuotaSpent(per_minute, refused.reset_s)
            return await to_thread.run_sync(self._keys.check, secret, limiter=self._reading)
        except KeyRequired:
            taken = await self._quotas.take(trying, per_minute)
            if not taken.allowed:
                raise QuotaSpent(per_minute, taken.reset_s) from None
            raise

    async def _count(self, caller: Caller) -> None:
        """Count a request, then refuse a key that is not taken: trying keys is counted too."""
        await _take(self._quotas, caller, 1)
        if isinstance(caller.fault, AccessError):
            raise caller.fault


def require(scope: Scope) -> Callable[..., Awaitable[Key]]:
    """What a route depends on to be open to some keys only.

    Args:
        scope: that the key must have.

    Returns:
        A dependency, which gives the key. It raises KeyRequired without a key, KeyForbidden when
        the key has another scope, StoreError when keys cannot be read.
    """

    async def key(
        request: Request,
        _bearer: Annotated[HTTPAuthorizationCredentials | None, Security(_BEARER)],
        _header: Annotated[str | None, Security(_HEADER)],
    ) -> Key:
        caller = _caller_of(request)
        if caller.fault is not None:
            raise caller.fault
        wanted = f"Cette adresse demande une clé de portée « {scope} »."
        if caller.key is None:
            raise KeyRequired(wanted)
        if scope not in caller.key.scopes:
            raise KeyForbidden(wanted)
        return caller.key

    return key


def _caller_of(request: Request) -> Caller:
    """Return the caller of a request that `Access` let through."""
    caller = request_state(request.scope).client
    if caller is None:
        raise RuntimeError("une requête qui n'est pas passée par Access")
    return caller


async def charge(request: Request, cost: int) -> None:
    """Count a request that costs more than another.

    Args:
        request: already counted once.
        cost: what it counts for, in all; beyond the quota of a minute, it takes that minute.

    Raises:
        QuotaSpent: when less than that is left.
    """
    caller = _caller_of(request)
    more = min(cost, caller.per_minute) - 1
    if more > 0:
        await _take(services_of(request).quotas, caller, more)


async def _take(quotas: Quotas, caller: Caller, cost: int) -> None:
    caller.allowance = await quotas.take(caller.identity, caller.per_minute, cost)
    if not caller.allowance.allowed:
        raise QuotaSpent(caller.per_minute, caller.allowance.reset_s)


def network(host: str) -> str:
    """What a host is counted under: an IPv4 address, the /64 of an IPv6 one, or any other name.

    Args:
        host: as the server gives it.

    Returns:
        Text to be digested, never kept.
    """
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(IPv6Network((int(address), IPV6_NETWORK_BITS), strict=False))


def _secret(headers: Headers) -> str | None:
    """The key of a request, None when it gives none; another kind of authorisation is not ours."""
    kind, _, given = headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer":
        return given.strip()
    return headers.get(KEY_HEADER)


def _telling(send: Send, caller: Caller) -> Send:
    """A `send` that says what is left of the quota (draft-ietf-httpapi-ratelimit-headers-10)."""

    async def tell(message: Message) -> None:
        left = caller.allowance
        if message["type"] == "http.response.start" and left.limit:
            headers = MutableHeaders(scope=message)
            headers["RateLimit-Policy"] = f'"{POLICY}";q={left.limit};w={MINUTE_S}'
            headers["RateLimit"] = f'"{POLICY}";r={left.remaining};t={left.reset_s}'
        await send(message)

    return tell
