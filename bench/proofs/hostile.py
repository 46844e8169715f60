"""Hostile requests, as attackers, broken programs and unlucky people send them.

Every request is made from a seed and a number, so that one that causes an error can be made again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from urllib.parse import quote

from starlette.routing import Route

from service.app import ROUTERS

WORDS = ("ordinateur", "réparer", "internet", "Lille", "impôts", "smartphone", "à", "l'", "93")
LIGATURE = "\ufdfa"
"""One character that becomes eighteen when it is normalised (NFKC)."""
INVISIBLE = "\u200b\u200d\u2060\ufeff\u00ad"
BIDI = "\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f"
TAGS = "".join(map(chr, range(0xE0020, 0xE007F)))
MEGABYTE = 1_000_000


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

RECORD, NEED, THEME, JOB = "{fiche}", "{besoin}", "{theme}", "{metier}"
"""Placeholders of existing identifiers in an address: unknown ones never reach some pages."""
CATALOGUE = {
    RECORD: "emmaus-connect",
    NEED: "equipement--ordinateur-petit-prix",
    THEME: "equipement",
    JOB: "technicien-reconditionnement",
}
WITH_VALUES = (
    "/api/v1/search?q={}", "/api/v1/search?q=ordinateur&lieu={}", "/recherche?q={}",
    "/recherche?q=ordinateur&lieu={}", "/carte?q={}", "/aidant?q={}", "/api/v1/communes?q={}",
    "/api/v1/communes/reverse?lat={}&lon={}", "/api/v1/suggestions?q={}",
    "/api/v1/suggestions/opensearch?q={}", "/api/v1/occupations?q={}", "/api/v1/actors/{}",
    "/api/v1/needs/{}", "/fiches/{}", "/metiers/{}", "/themes/{}", "/{}",
    "/api/v1/search?q=ordinateur&size={}", "/recherche?q=ordinateur&page={}&familles={}",
    "/api/v1/search?{}={}", "/widget?q={}&cle={}&couleur={}", "/widget.css?couleur={}&fond={}",
    "/integrer?titre={}&lieu={}", "/parcours?porte={}&r={}", "/api/v1/export?format={}",
    "/en/recherche?q={}", "/facile/recherche?q={}&lieu={}", "/facile/fiches/{}", "/static/{}",
    "/api/v1/search?q=ordinateur&lat={}&lon={}", "/en/{}", "/api/v1/needs?{}={}",
    "/api/v1/actors/{fiche}/needs?size={}", "/api/v1/actors/{}/needs",
    "/api/v1/actors/{fiche}/similar?size={}", "/api/v1/actors/{fiche}/complementary?{}={}",
    "/api/v1/needs/{besoin}/actors?lieu={}&size={}", "/api/v1/occupations/{}",
    "/api/v1/search?q={}&format=csv", "/api/v1/search?q={}&format=geojson",
    "/api/v1/search.csv?q={}&excel={}", "/api/v1/search.geojson?q={}&{}={}", "/api/docs/{}",
    "/api/docs/formes/{}", "/api/docs/search/essai?q={}&lieu={}", "/api/docs/actor/essai?id={}",
    "/composant-{}.js", "/widget-{}.js", "/widget?besoin={}&ou={}&theme={}",
    "/fiches/{fiche}?q={}&besoin={}&lieu={}&de={}", "/metiers/{metier}?{}={}",
    "/metiers/{metier}?e={}&code_commune={}&g={}", "/metiers?q={}&famille={}&voie={}&page={}",
    "/competences/resultat?e={}&condition={}&epci={}",
    "/competences/resultat?permis=B&g={}&langue={}&voie={}&page={}", "/carte?q=ordinateur&vue={}",
    "/missions?code_commune={}&page={}", "/themes/{theme}?{}={}", "/fiches/{}/signaler",
    "/fiches/{fiche}/signaler?rubrique={}", "/fiches/{fiche}/lieux?lieu={}&departement={}&page={}",
    "/sitemap-lieux-{}.xml", "/lieux/{}?q={}&lieu={}", "/api/v1/lieux/{}",
    "/api/v1/lieux?lieu={}&besoin={}", "/api/v1/lieux?lat={}&lon={}&ouvert_le={}",
    "/api/v1/lieux?code_commune={}&service={}", "/api/v1/search?q=ordinateur&epci={}&frais_lieu={}",
    "/widget?q=ordinateur&code_commune={}", "/lieux/{}/signaler?rubrique={}",
    "/lieux/{}/signaler/merci?{}", "/fiches/{fiche}/signaler/merci?{}", "/comprendre?q={}",
    "/comprendre?q=velo&lieu={}", "/comprendre/atelier/mots-voisins?mot={}&mot={}&mot=velo",
    "/comprendre/atelier/fautes?q={}&q={}", "/comprendre/atelier/limites?q={}",
    "/comprendre/atelier/biais?metier={}&metier=facteur&mot={}&mot=a&mot=b",
    "/comprendre/atelier/decider?q={}", "/comprendre/atelier/decider?q=velo&rang-{fiche}={}",
    "/mes-fiches/codes?f={}", "/mes-fiches/codes?f={fiche}&f={}", "/liste?codes={}", "/liste/{}",
    "/competences/jeu?r={}", "/competences/jeu?r={}.o_{}.n",
    "/aidant/selection?f={}&f={fiche}&lieu={}", "/aidant/comparer?f={fiche}&q={}&lieu={}",
    "/aidant/fiche?f={fiche}&q={}&lieu={}", "/avis/merci?avis=utile&fiche={}&besoin={}",
    "/avis/merci?avis={}", "/avis/mots/merci?avis=utile&fiche={fiche}&besoin={}",
    "/reception?cle={}", "/fiches/{}/confirmer", "/fiches/{fiche}/confirmer/merci?{}",
    "/fiches/{fiche}/corriger?{}", "/fiches/{fiche}/corriger/merci?{}",
    "/fiches/{fiche}/confirmer?preuve={}", "/api/v1/actors?lieu={}&champs={}",
    "/api/v1/actors?modifie_depuis={}&sources={}&{}={}", "/api/v1/changes?depuis={}&page={}",
    "/api/v1/changes.atom?depuis={}", "/api/v1/export?format=csv&modifie_depuis={}&epci={}",
)  # fmt: skip
"""Addresses with values that routes read, in their path or by name."""
PLAIN = tuple(
    f"{route.path}?{{}}"
    for router in ROUTERS
    for route in router.routes
    if isinstance(route, Route) and "GET" in (route.methods or ()) and "{" not in route.path
)
"""Every route without a parameter in its path, with a query that none reads."""
Make = Callable[[str, Random], object]
SEARCH_CSV, COMMUNES_CSV = "/api/v1/search/csv", "/api/v1/communes/csv"
"""Paths that take text in CSV, and not JSON."""
POSTS: tuple[tuple[str, Make], ...] = (
    ("/api/v1/search", lambda text, _: {"q": text}),
    ("/api/v1/search", lambda text, _: {"q": "ordinateur", "lieu": text, "frais": [text]}),
    ("/api/v1/search", lambda text, _: {text: text}),
    ("/api/v1/search", lambda text, _: text),
    ("/api/v1/search", lambda _, random: {"q": random.choice(STRANGE)}),
    ("/api/v1/search", lambda _, random: {"q": "ordinateur", "page": random.choice(STRANGE)}),
    ("/api/v1/search.geojson", lambda text, _: {"q": text}),
    ("/api/v1/search.csv", lambda text, _: {"q": text, "excel": True}),
    (COMMUNES_CSV, lambda text, _: f"lieu;lat;lon\n{text};{text};\n;;{text}\nLille;48;{text}\n"),
    (SEARCH_CSV, lambda text, _: f"besoin;lieu\n{text};{text}\nordinateur;{text}\n"),
    ("/api/v1/search/batch", lambda text, _: {"recherches": [{"q": text}, {"q": "ordinateur"}]}),
    ("/api/v1/classify", lambda text, _: {"textes": [text, "ordinateur"]}),
    ("/api/v1/match/skills", lambda text, _: {"profil": text}),
    ("/api/v1/match/skills", lambda text, _: {"competences": [text], "lieu": text}),
    ("/api/v1/feedback", lambda text, _: {"fiche": text, "utile": True, "mots": text}),
    ("/api/v1/feedback", lambda text, _: {"besoin": CATALOGUE[NEED], "utile": True, "mots": text}),
    ("/api/v1/reports", lambda text, _: {"fiche": text, "raison": text}),
    ("/mcp", lambda text, _: {"jsonrpc": "2.0", "id": 1, "method": text, "params": {text: text}}),
    ("/mcp", lambda text, random: _call(text, random)),
    ("/mcp", lambda text, random: [_call(text, random) for _ in range(random.randint(0, 60))]),
)
FORMS = (
    ("/recherche", {"q": "", "lat": "46.16", "lon": "1.88"}),
    ("/recherche", {"q": "je veux mourir", "lieu": "", "sans_trace": "1"}),
    ("/competences", {"texte": "je sais souder", "lieu": ""}),
    ("/competences/resultat", {"c": "souder", "ajout": "", "lieu": "", "metier": "", "e": ""}),
    ("/metiers/{metier}", {"e": "", "lieu": ""}),
    ("/missions", {"mission": "réparer des ordinateurs", "lieu": ""}),
    ("/missions", {"q": "réparer", "lieu": "", "page": "1"}),
    ("/avis", {"avis": "utile", "fiche": "", "besoin": ""}),
    ("/avis/mots", {"avis": "pas-utile", "fiche": RECORD, "besoin": "", "mots": ""}),
    ("/fiches/{}/signaler", {"raison": "contact", "rubrique": "", "commentaire": ""}),
    ("/lieux/{}/signaler", {"raison": "contact", "rubrique": "", "commentaire": ""}),
    ("/fiches/{fiche}/signaler", {"raison": "contact", "rubrique": "", "commentaire": ""}),
    ("/proposer", {"nom": "Atelier", "description": "On aide.", "preuve": "https://a.example/"}),
    ("/fiches/{fiche}/confirmer", {"preuve": "https://a.example/"}),
    ("/fiches/{fiche}/corriger", {"nom": "Atelier", "publics": "", "besoins": "", "preuve": ""}),
    ("/valider", {"fichier": "nom,commune,services\nCyber,Lille,\n", "forme": ""}),
    ("/reception", {"cle": "", "action": "accepter", "numero": "1", "motif": ""}),
)
"""Address -> fields of its form, with valid values."""
STRANGE: tuple[object, ...] = (None, True, 1e400, -1, [], {}, [[[[]]]], "", " ", "\0", 10**40)
JSON, FORM = "application/json", "application/x-www-form-urlencoded"
TYPES = (JSON, "text/plain", "", FORM, "\u00e9/x")
READ_BY_MCP = {"Accept": "application/json, text/event-stream"}
OTHER_METHODS = ("PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "BREW", "GET", "POST")
HEADERS = (
    "Accept", "Accept-Encoding", "Accept-Language", "Access-Control-Request-Method",
    "Authorization", "Content-Encoding", "Cookie", "Forwarded", "Host", "If-Modified-Since",
    "If-None-Match", "Last-Event-ID", "Mcp-Session-Id", "MCP-Protocol-Version", "Origin", "Range",
    "Referer", "Sec-Fetch-Site", "X-API-Key", "X-Forwarded-For", "X-HTTP-Method-Override",
)  # fmt: skip
STARTS = ("", "Bearer ", "Bearer orientess_", "Basic ", "bytes=", 'W/"', "*, ", "fr;q=", "text/")
"""Plausible starts of the value of a header, before a hostile text."""
PAGE = "text/html"


@dataclass(frozen=True)
class Hostile:
    """A request: its number, its method, its path in ASCII, its headers and its body."""

    number: int
    method: str
    path: str
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None


TARGETS: tuple[tuple[str, Make | dict[str, str] | None], ...] = (
    *((address, None) for address in (*WITH_VALUES, *PLAIN)), *POSTS, *FORMS,
)  # fmt: skip
"""Address -> body posted to it, None for GET; each one is used in turn."""


def hostile(seed: int, number: int, existing: Mapping[str, str] = CATALOGUE) -> Hostile:
    """Return the request of a number; the same for the same seed.

    seed, number: any; existing: placeholder -> identifier of the catalogue that is attacked.
    """
    random = Random(f"{seed}-{number}")  # noqa: S311 - for variety, not for secrets
    text = random.choice(KINDS)(random)
    if number % 1000 == 0:
        return Hostile(
            number, "POST", "/api/v1/search", {"Content-Type": JSON}, _large(text, random)
        )
    address, posted = TARGETS[number % len(TARGETS)]
    for name, identifier in existing.items():
        address = address.replace(name, identifier)
    path = address.replace("{}", _percent(text, random))
    method, headers, body = "POST", dict[str, str](), None
    if posted is None:
        method = random.choice(("GET", "GET", "GET", "HEAD"))
        headers = {"Accept": PAGE} if random.random() < 0.5 else {}
    elif callable(posted):
        write = _csv if address in (SEARCH_CSV, COMMUNES_CSV) else _json
        headers, body = write(posted(text, random), random)
    else:
        headers, body = _form(posted, text, existing, random)
    if random.random() < 0.05:
        method = random.choice(OTHER_METHODS)
    if random.random() < 0.15:
        headers |= {random.choice(HEADERS): _header(text, random) for _ in range(2)}
    return Hostile(number, method, path, headers, body)


def _json(value: object, random: Random) -> tuple[dict[str, str], bytes]:
    """Return headers and body of a value in JSON, sometimes of random bytes."""
    body = json.dumps(value, ensure_ascii=random.random() < 0.5).encode("utf-8", "surrogatepass")
    if random.random() < 0.1:
        body = random.randbytes(random.randint(0, 200))
    kind = random.choice(TYPES[:1] * 8 + TYPES).encode().decode("latin-1")
    return {"Content-Type": kind, **READ_BY_MCP}, body


def _csv(value: object, random: Random) -> tuple[dict[str, str], bytes]:
    """Return headers and body of a file of needs, sometimes of random bytes."""
    body = str(value).encode("utf-8", "surrogatepass")
    if random.random() < 0.1:
        body = random.randbytes(random.randint(0, 200))
    return {"Content-Type": random.choice(("text/csv", "text/csv", JSON))}, body


def _form(
    fields: dict[str, str], text: str, existing: Mapping[str, str], random: Random
) -> tuple[dict[str, str], bytes]:
    """Return headers and body of a form, one of its fields or all of them being the text."""
    spoilt = random.choice((*fields, *fields, ""))
    values = {
        name: text if spoilt in ("", name) else existing.get(value, value)
        for name, value in fields.items()
    }
    if random.random() < 0.5:
        pairs = (f"{name}={_percent(value, random)}" for name, value in values.items())
        return {"Content-Type": FORM, "Accept": PAGE}, "&".join(pairs).encode()
    mark = random.choice(("limite", "limite", text[:70])).encode("utf-8", "surrogatepass")
    parts = [
        b'--%b\r\nContent-Disposition: form-data; name="%b"%b\r\n\r\n%b\r\n'
        % (mark, name.encode(), random.choice((b"", b"", b'; filename="x"', b"; filename*=")), raw)
        for name, raw in ((n, v.encode("utf-8", "surrogatepass")) for n, v in values.items())
    ]
    whole = b"".join([*parts, b"--", mark, b"--\r\n"])
    cut = whole if random.random() < 0.7 else whole[: random.randint(0, len(whole))]
    kind = b"multipart/form-data; boundary=" + mark
    return {"Content-Type": _one_line(kind.decode("latin-1")), "Accept": PAGE}, cut


def _call(text: str, random: Random) -> dict[str, object]:
    """Return an MCP call of one of the tools of assistants."""
    name, argument = random.choice(
        (("chercher", "besoin"), ("chercher", "lieu"), ("fiche", "identifiant"),
         ("classer", "texte"), (text, text))
    )  # fmt: skip
    params = {"name": name, "arguments": {"besoin": "ordinateur", argument: text}}
    return {"jsonrpc": "2.0", "id": random.choice((1, text, None)), "method": "tools/call",
            "params": params}  # fmt: skip


def _header(text: str, random: Random) -> str:
    """Return a value of a header that a client can send: one line, its bytes as Latin-1."""
    raw = (random.choice(STARTS) + text).encode("utf-8", "surrogatepass")
    return _one_line(raw.decode("latin-1") * random.choice((1, 1, 1, 20)))


def _one_line(text: str) -> str:
    return text.translate({ord(char): None for char in "\r\n\0"})


def _large(text: str, random: Random) -> bytes:
    """Return a body of a megabyte, of one of several shapes."""
    return random.choice(
        (
            json.dumps({"q": text * (MEGABYTE // max(len(text), 1))}).encode()[:MEGABYTE],
            b"[" * MEGABYTE,
            b'{"q": "' + "é".encode() * (MEGABYTE // 2) + b'"}',
            b" " * MEGABYTE,
        )
    )


def _percent(text: str, random: Random) -> str:
    """Percent-encode a text, sometimes in place of it bytes that are not UTF-8."""
    if random.random() < 0.1:
        return "".join(f"%{random.randrange(256):02X}" for _ in range(random.randint(1, 60)))
    return quote(text[:400].encode("utf-8", "surrogatepass"), safe="")
