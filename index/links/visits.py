"""Visits of links: redirections are followed by hand, and every error has an outcome."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace
from ssl import SSLCertVerificationError

import httpx

from index.errors import LinkRefused
from index.links.outcomes import Outcome, Verdict, verdict
from index.links.requester import Requester
from index.sync.download import MAX_REDIRECTS, network_reason

NO_NAME = "le nom de l'hôte n'existe pas"
NO_LOOK_UP = "le nom de l'hôte n'a pas pu être cherché"
MALFORMED = "une adresse mal formée"
_NOT_A_NAME = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}
"""Errors of a look-up that say that the name does not exist; others may be those of the network."""


async def visit(requester: Requester, address: str) -> Verdict:
    """Follow a link to its end, at most five redirections away.

    Args:
        requester: sends the requests.
        address: the link.

    Returns:
        Its outcome. It raises no error of the network: a name that does not exist, a connection
        or a certificate that is refused make a dead link, others leave it undecided.
    """
    trail: list[httpx.URL] = []
    try:
        return await _follow(requester, httpx.URL(address), trail)
    except (LinkRefused, httpx.InvalidURL, socket.gaierror, httpx.TransportError) as error:
        leads_to = str(trail[-1]) if len(trail) > 1 else None
        return replace(_failure(error), leads_to=leads_to)


async def _follow(requester: Requester, link: httpx.URL, trail: list[httpx.URL]) -> Verdict:
    """Follow a link, and list the addresses on the way."""
    trail.append(_bare(link))
    for _ in range(MAX_REDIRECTS + 1):
        answer = await requester.request(trail[-1])
        if answer.location is None:
            return verdict(trail[0], trail[-1], answer.status)
        trail.append(_bare(trail[-1].join(answer.location)))
    reason = f"plus de {MAX_REDIRECTS} redirections"
    return Verdict(Outcome.UNDECIDED, reason, str(trail[-1]), answer.status)


def _bare(url: httpx.URL) -> httpx.URL:
    """Return an address with its path, "/" at least, without fragment, user name nor password."""
    return url.copy_with(raw_path=url.raw_path, fragment=None, username=None, password=None)


def _failure(error: Exception) -> Verdict:
    """Return the outcome of a link that gave no answer."""
    match error:
        case LinkRefused():
            return Verdict(Outcome.REFUSED, str(error))
        case socket.gaierror():
            if error.errno in _NOT_A_NAME:
                return Verdict(Outcome.DEAD, NO_NAME)
            return Verdict(Outcome.UNDECIDED, NO_LOOK_UP)
        case httpx.TransportError():
            deadly = (ConnectionRefusedError, SSLCertVerificationError)
            is_dead = any(isinstance(cause, deadly) for cause in _causes(error))
            outcome = Outcome.DEAD if is_dead else Outcome.UNDECIDED
            return Verdict(outcome, network_reason(error))
        case _:
            return Verdict(Outcome.REFUSED, MALFORMED)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield an error, then those that caused it."""
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = cause.__cause__ or cause.__context__
