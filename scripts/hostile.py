"""Hostile requests: what attackers, broken programmes and unlucky people send.

Every request is made from a seed and a number, so that one that hurts can be made again.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from urllib.parse import quote

WORDS = ("ordinateur", "réparer", "internet", "Lille", "impôts", "smartphone", "à", "l'", "93")
LIGATURE = "\ufdfa"
"""One character that becomes eighteen when it is normalised (NFKC)."""
INVISIBLE = "\u200b\u200d\u2060\ufeff\u00ad"
BIDI = "\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f"
TAGS = "".join(map(chr, range(0xE0020, 0xE007F)))
MEGABYTE = 1_000_000
DIGITS = "0123456789"


def _bomb(random: Random) -> str:
    return random.choice((LIGATURE, "ﷺ", "㎯", "ǆ", "e" + "\u0301" * 40)) * random.randint(1, 300)


def _invisible(random: Random) -> str:
    return "".join(random.choice(INVISIBLE + BIDI + TAGS) for _ in range(random.randint(1, 300)))


def _controls(random: Random) -> str:
    return "".join(chr(random.randrange(0x20)) for _ in range(random.randint(1, 50))) + "\0"


def _planes(random: Random) -> str:
    return "".join(chr(random.randrange(0x1, 0x110000)) for _ in range(random.randint(1, 80)))


def _surrogates(random: Random) -> str:
    return "".join(chr(random.randrange(0xD800, 0xE000)) for _ in range(random.randint(1, 9)))


def _zalgo(random: Random) -> str:
    marks = "".join(chr(random.randrange(0x300, 0x370)) for _ in range(random.randint(5, 60)))
    return "".join(letter + marks for letter in "ordinateur")[:400]


def _injection(random: Random) -> str:
    return random.choice(
        (
            "' OR 1=1 --", "\"; DROP TABLE report; --", "<script>alert(1)</script>",
            "{{7*7}}", "${jndi:ldap://x}", "%(label)s %s %n", "../../etc/passwd",
            "=cmd|' /C calc'!A0",
            "javascript:alert(1)", "\\u0000\\ud800", "]]>", "<!--", "&#x0;", "a" * 300,
            "((((((((((", "(a+)+$" + "a" * 60 + "!", "à à à " * 50, "- " * 150, "'" * 300,
            "1e309", "NaN", "-0", "9" * 300, "http://169.254.169.254/latest", "\r\nX-Injected: 1",
        )
    )  # fmt: skip


def _mixed(random: Random) -> str:
    parts = [random.choice(WORDS)]
    parts += [random.choice(KINDS[:-1])(random)[:40] for _ in range(random.randint(1, 3))]
    random.shuffle(parts)
    return random.choice((" ", "", "\u00a0", "\n")).join(parts)


KINDS: tuple[Callable[[Random], str], ...] = (
    _bomb, _invisible, _controls, _planes, _surrogates, _zalgo, _injection, _mixed,
)  # fmt: skip

GETS = (
    "/api/v1/search?q={}", "/api/v1/search?q=ordinateur&lieu={}", "/recherche?q={}",
    "/recherche?q=ordinateur&lieu={}", "/carte?q={}", "/aidant?q={}", "/api/v1/communes?q={}",
    "/api/v1/suggestions?q={}", "/api/v1/suggestions/opensearch?q={}", "/api/v1/occupations?q={}",
    "/api/v1/actors/{}", "/api/v1/needs/{}", "/fiches/{}", "/metiers/{}", "/themes/{}", "/{}",
    "/api/v1/search?q=ordinateur&size={}", "/recherche?q=ordinateur&page={}&familles={}",
    "/api/v1/search?{}={}", "/widget?q={}&cle={}&couleur={}", "/widget.css?couleur={}&fond={}",
    "/integrer?titre={}&lieu={}", "/parcours?reponses={}", "/api/v1/export?format={}",
    "/en/recherche?q={}", "/static/{}", "/api/v1/search?q=ordinateur&lat={}&lon={}",
)  # fmt: skip
POSTS: tuple[tuple[str, Callable[[str, Random], object]], ...] = (
    ("/api/v1/search", lambda text, _: {"q": text}),
    ("/api/v1/search", lambda text, _: {"q": "ordinateur", "lieu": text, "frais": [text]}),
    ("/api/v1/search", lambda text, _: {text: text}),
    ("/api/v1/search", lambda text, _: text),
    ("/api/v1/search", lambda _, random: {"q": random.choice(STRANGE)}),
    ("/api/v1/search/batch", lambda text, _: {"recherches": [{"q": text}, {"q": "ordinateur"}]}),
    ("/api/v1/classify", lambda text, _: {"textes": [text, "ordinateur"]}),
    ("/api/v1/match/skills", lambda text, _: {"profil": text}),
    ("/api/v1/feedback", lambda text, _: {"fiche": text, "utile": True, "mots": text}),
    ("/api/v1/reports", lambda text, _: {"fiche": text, "raison": text}),
    ("/mcp", lambda text, _: {"jsonrpc": "2.0", "id": 1, "method": text, "params": {text: text}}),
)
STRANGE: tuple[object, ...] = (None, True, 1e400, -1, [], {}, [[[[]]]], "", " ", "\0", 10**40)
TYPES = ("application/json", "text/plain", "", "application/x-www-form-urlencoded", "\u00e9/x")


@dataclass(frozen=True)
class Hostile:
    """One request: its number, its method, its path in ASCII, its headers and its body."""

    number: int
    method: str
    path: str
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None


def hostile(seed: int, number: int) -> Hostile:
    """The request of a number; the same for the same seed."""
    random = Random(f"{seed}-{number}")  # noqa: S311 - for variety, not for secrets
    text = random.choice(KINDS)(random)
    if number % 1000 == 0:
        headers = {"Content-Type": "application/json"}
        return Hostile(number, "POST", "/api/v1/search", headers, _large(text, random))
    if random.random() < 0.5:
        path = random.choice(GETS).replace("{}", _percent(text, random))
        return Hostile(number, random.choice(("GET", "GET", "GET", "HEAD")), path)
    path, make = random.choice(POSTS)
    body = json.dumps(make(text, random), ensure_ascii=random.random() < 0.5)
    raw = body.encode("utf-8", "surrogatepass")
    if random.random() < 0.1:
        raw = bytes(random.randrange(256) for _ in range(random.randint(0, 200)))
    headers = {"Content-Type": random.choice(TYPES[:1] * 8 + TYPES).encode().decode("latin-1")}
    return Hostile(number, "POST", path, headers, raw)


def _large(text: str, random: Random) -> bytes:
    """A body of a megabyte, of several shapes."""
    return random.choice(
        (
            json.dumps({"q": text * (MEGABYTE // max(len(text), 1))}).encode()[:MEGABYTE],
            b"[" * MEGABYTE,
            b'{"q": "' + "é".encode() * (MEGABYTE // 2) + b'"}',
            b" " * MEGABYTE,
        )
    )


def _percent(text: str, random: Random) -> str:
    """A text as it travels in an address, now and then with bytes that are no UTF-8."""
    if random.random() < 0.1:
        return "".join(f"%{random.randrange(256):02X}" for _ in range(random.randint(1, 60)))
    return quote(text[:400].encode("utf-8", "surrogatepass"), safe="")
