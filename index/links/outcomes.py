"""Outcomes of the visit of a link, from where it leads and how it ends."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus

import httpx

from index.links.hosts import host_of

TO_HOME = "vers la page d'accueil : la page n'existe sans doute plus"
TO_HTTPS = "la même page en https"


class Outcome(StrEnum):
    """Outcome of the visit of a link; the value is its code in French.

    ALIVE: it answers; DEAD: it is gone; MOVED: another address of the same host answers for it;
    RENAMED: another host does; UNDECIDED: nothing is sure, to be tried again; REFUSED: it must
    not be requested.
    """

    DEAD = "mort"
    RENAMED = "renomme"
    MOVED = "deplace"
    UNDECIDED = "indecis"
    REFUSED = "refuse"
    ALIVE = "vivant"


LABELS = {
    Outcome.DEAD: "Morts",
    Outcome.RENAMED: "Renommés",
    Outcome.MOVED: "Déplacés",
    Outcome.UNDECIDED: "Indécis, à réessayer",
    Outcome.REFUSED: "Refusés, non interrogés",
    Outcome.ALIVE: "Vivants",
}
"""Outcome -> the links that have it, in French, in the order in which they are shown."""


@dataclass(frozen=True)
class Verdict:
    """Outcome of a link, why (in French, "" when the outcome says it), and where it leads.

    leads_to: address after redirections, or None without any; status: HTTP status of the last
    answer, or None without any.
    """

    outcome: Outcome
    reason: str = ""
    leads_to: str | None = None
    status: int | None = None


def verdict(start: httpx.URL, end: httpx.URL, status: int) -> Verdict:
    """Return the outcome of a link that was followed to its end.

    Args:
        start: the address of the link.
        end: the address that gave the last answer: `start` without redirection.
        status: HTTP status of that answer.

    Returns:
        The outcome. Names with and without "www." are the same host.
    """
    leads_to = None if end == start else str(end)
    if status in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE):
        return Verdict(Outcome.DEAD, f"réponse {status}", leads_to, status)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return Verdict(
            Outcome.UNDECIDED, "l'hôte demande d'attendre (réponse 429)", leads_to, status
        )
    if not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return Verdict(Outcome.UNDECIDED, f"réponse {status}", leads_to, status)
    if leads_to is None:
        return Verdict(Outcome.ALIVE, status=status)
    renamed = host_of(start) != host_of(end)
    outcome = Outcome.RENAMED if renamed else Outcome.MOVED
    return Verdict(outcome, _nature(start, end), leads_to, status)


def _nature(start: httpx.URL, end: httpx.URL) -> str:
    """Describe a redirection: to the home page, or to https alone; "" for any other."""
    if _is_home(end) and not _is_home(start):
        return TO_HOME
    if start.host == end.host and start.raw_path == end.raw_path and end.scheme == "https":
        return TO_HTTPS
    return ""


def _is_home(url: httpx.URL) -> bool:
    return url.path == "/"
