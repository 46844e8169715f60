"""Rights of an API key: permissions (scopes), sites, quota, logo and dates."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import idna

from index.errors import InvalidQuery
from index.messages import Sentence

MAX_NAME, MAX_HOSTS, MAX_LOGO_BYTES = 80, 50, 32_768
_HOST = re.compile(r"(?:(https?)://)?([^\s/:@?#*\\]+)(?::([0-9]{1,5}))?/?")
_NAME = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+")
_TRIAL, _LOOPBACK = "localhost", "127.0.0.1"
_ANY_PORT = f"http://{_LOOPBACK}:*"
"""Origins of one's own machine, whose port changes from a trial to another."""
_IMAGES = (
    ("png", re.compile(rb"\x89PNG\r\n\x1a\n")),
    ("jpeg", re.compile(rb"\xff\xd8\xff")),
    ("webp", re.compile(rb"RIFF....WEBP", re.DOTALL)),
    ("gif", re.compile(rb"GIF8[79]a")),
)
"""Image format -> first bytes of its files."""


class Scope(StrEnum):
    """Permission of an API key.

    LECTURE: read, as without a key; ECRITURE: send feedback; METRIQUES: read the metrics of the
    service; RECEPTION: read and settle what people send, and write the proposals that are accepted
    into the catalogue; WIDGET: let the listed sites embed the search widget. Any key but a WIDGET
    one also has a quota of its own (requests a minute), higher than that of clients without a key.
    """

    LECTURE = "lecture"
    ECRITURE = "ecriture"
    WIDGET = "widget"
    METRIQUES = "metriques"
    RECEPTION = "reception"


@dataclass(frozen=True, kw_only=True)
class Rights:
    """Rights that an API key gives to its holder.

    name: the holder; scopes: permissions, at least one; hosts: for a widget key, the sites whose
    pages may embed the search widget, as "https://exemple.fr", empty for other keys; quota:
    requests a minute, None for the default of the settings; logo: for a widget key, image of the
    site as a data URI, "" for none; expires: last day when the key is valid (UTC), None for no
    limit.
    """

    name: str
    scopes: tuple[Scope, ...]
    hosts: tuple[str, ...] = ()
    quota: int | None = None
    logo: str = ""
    expires: date | None = None

    def __post_init__(self) -> None:
        """Check the values, and write each host as an origin: "exemple.fr" as "https://exemple.fr".

        Raises:
            InvalidQuery: when a value is out of bounds, or when values contradict each other: a
                widget key without hosts or with another permission, another key with hosts.
        """
        if not 0 < len(self.name) <= MAX_NAME or not self.name.isprintable():
            raise InvalidQuery("nom", f"Donnez un nom, de {MAX_NAME} caractères au plus.")
        if not self.scopes:
            raise InvalidQuery("portee", "Donnez au moins une portée.")
        if self.quota is not None and self.quota < 1:
            raise InvalidQuery("quota", "Au moins 1 requête par minute.")
        if self.is_widget and self.scopes != (Scope.WIDGET,):
            raise InvalidQuery(
                "portee", "Une clé de widget est publique : elle n'a pas d'autre portée."
            )
        if self.is_widget and not 0 < len(self.hosts) <= MAX_HOSTS:
            raise InvalidQuery("hote", f"Donnez les hôtes du widget : de 1 à {MAX_HOSTS}.")
        if not self.is_widget and (self.hosts or self.logo):
            raise InvalidQuery(
                "hote" if self.hosts else "logo", "Seulement pour une clé de widget."
            )
        origins = tuple(dict.fromkeys(origin(host) for host in self.hosts))
        object.__setattr__(self, "hosts", origins)

    @property
    def is_widget(self) -> bool:
        """True for a widget key, which is public: in the pages that embed the search widget."""
        return Scope.WIDGET in self.scopes


@dataclass(frozen=True, kw_only=True)
class Key(Rights):
    """API key, without its secret (the text that clients send), which is not stored.

    id: the eight characters that name it in lists and logs; created: day of its creation (UTC);
    revoked: day of its revocation (UTC), None when it was not revoked.
    """

    id: str
    created: date
    revoked: date | None = None

    def refusal(self, today: date) -> str:
        """Return the reason why the key is refused on a day, in French: revoked, or expired.

        The text is "" when the key is valid. today: the day (UTC).
        """
        if self.revoked is not None:
            return Sentence("Cette clé a été révoquée.")
        if self.expires is not None and self.expires < today:
            return Sentence("Cette clé a expiré.")
        return ""


def origin(host: str) -> str:
    """Return the web origin of a host (scheme, name and port), as browsers write it.

    Args:
        host: `exemple.fr`, `exemple.fr:8443` or `https://exemple.fr`; for trials, `localhost:8000`,
            `127.0.0.1:8000` or `http://127.0.0.1:*`, whatever its port.

    Returns:
        Such as `https://exemple.fr`, for `Exemple.fr` too: in lower case, accents in IDNA form
        (`été.fr` gives `https://xn--t-9fab.fr`), without the usual port (443 for HTTPS). The scheme
        is HTTPS, or HTTP for one's own machine, when `host` names none.

    Raises:
        InvalidQuery: when it is not one host: a wildcard, a path, or HTTP elsewhere than on
            one's own machine.
    """
    typed = host.strip().lower()
    if typed.rstrip("/") in (_ANY_PORT, _ANY_PORT.removeprefix("http://")):
        return _ANY_PORT
    refused = InvalidQuery("hote", f"« {host} » n'est pas un hôte tel que exemple.fr.")
    match = _HOST.fullmatch(typed)
    if match is None:
        raise refused
    scheme, name, port = match.groups()
    trial = name in (_TRIAL, _LOOPBACK)
    if not trial:
        try:
            name = idna.encode(name, uts46=True, std3_rules=True).decode("ascii")
        except idna.IDNAError:
            raise refused from None
        if not _NAME.fullmatch(name):  # it is written in a header as it is
            raise refused
        if scheme == "http":
            raise InvalidQuery("hote", f"« {host} » : HTTPS est obligatoire, sauf pour {_TRIAL}.")
    if port is not None and not 0 < int(port) < 65_536:
        raise refused
    scheme = scheme or ("http" if trial else "https")
    usual = {"https": 443, "http": 80}[scheme]
    return f"{scheme}://{name}" + (f":{int(port)}" if port and int(port) != usual else "")


def logo_uri(content: bytes) -> str:
    """Return an image as a data URI, a text that a page can show as an image.

    Args:
        content: bytes of a PNG, JPEG, WebP or GIF file; the format is read in its first bytes.

    Returns:
        `data:image/…;base64,…`

    Raises:
        InvalidQuery: when it has more than `MAX_LOGO_BYTES` bytes, or another format (an SVG may
            contain scripts).
    """
    if len(content) > MAX_LOGO_BYTES:
        raise InvalidQuery("logo", f"L'image pèse plus de {MAX_LOGO_BYTES // 1024} ko.")
    kind = next((kind for kind, magic in _IMAGES if magic.match(content)), None)
    if kind is None:
        raise InvalidQuery("logo", "L'image n'est ni PNG, ni JPEG, ni WebP, ni GIF.")
    return f"data:image/{kind};base64,{base64.b64encode(content).decode('ascii')}"
