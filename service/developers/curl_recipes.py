"""Calls that the developers' guide gives, besides the first search: what to type, as it is."""

from __future__ import annotations

import json
import shlex
from typing import Any
from urllib.parse import urlencode

from service.auth.access import POLICY
from service.auth.quotas import MINUTE_S
from service.http.routes import MCP

NEED = "apprendre à se servir d'un ordinateur"
RECORD = "emmaus-connect"
KEY = "-H 'Authorization: Bearer orientess_…'"
JSON = "-H 'Content-Type: application/json'"


def recipes(base: str) -> dict[str, str]:
    """Commands of curl, by what they are for.

    Args:
        base: the address of the site, without a slash at its end.

    Returns:
        `cle` presents a key; `csv`, `carte` choose a form; `lot` makes many searches; `export`
        takes the whole catalogue, `suite` asks for it again if it changed; `suggestions` is for a
        text being typed; `avis`, `signalement` write, with a key; `mcp` is no command, but the file
        of servers that assistants read.
    """
    api = f"{base}/api/v1"
    asked = urlencode({"q": NEED, "frais": "gratuit"})
    started = urlencode({"q": "répar"})
    batch = {
        "recherches": [
            {"q": "internet pas cher", "lieu": "Lille", "size": 3},
            {"q": "recondissioné dé smartfone", "size": 3},
        ]
    }
    export = shlex.quote(f"{api}/export?format=jsonl")
    opinion = {"fiche": RECORD, "besoin": "demarches--impots", "utile": True}
    mistake = {
        "fiche": RECORD,
        "raison": "contact",
        "rubrique": "contact",
        "commentaire": "Le numéro a changé.",
    }
    servers = {"mcpServers": {"orientess": {"type": "http", "url": f"{base}{MCP}"}}}
    return {
        "cle": f"curl {shlex.quote(f'{api}/facets')} \\\n  {KEY}",
        "csv": f"curl -o recherche.csv {shlex.quote(f'{api}/search?{asked}&format=csv')}",
        "carte": f"curl -o recherche.geojson {shlex.quote(f'{api}/search?{asked}&format=geojson')}",
        "lot": _posted(f"{api}/search/batch", batch, JSON),
        "export": f"curl -o catalogue.jsonl {export}",
        "suite": f"curl -o catalogue.jsonl {export} \\\n"
        "  --etag-compare etiquette.txt --etag-save etiquette.txt",
        "suggestions": f"curl {shlex.quote(f'{api}/suggestions?{started}')}",
        "avis": _posted(f"{api}/feedback", opinion, KEY, JSON),
        "signalement": _posted(f"{api}/reports", mistake, KEY, JSON),
        "mcp": json.dumps(servers, indent=2),
    }


def _posted(address: str, body: dict[str, Any], *headers: str) -> str:
    """A command that posts JSON; headers: as curl takes them."""
    given = f"-d {shlex.quote(json.dumps(body, ensure_ascii=False))}"
    return " \\\n  ".join((f"curl {shlex.quote(address)}", *headers, given))


def quota_headers(per_minute: int) -> str:
    """What an answer says of a quota, just after a first request; per_minute: requests."""
    return f"""RateLimit-Policy: "{POLICY}";q={per_minute};w={MINUTE_S}
RateLimit: "{POLICY}";r={per_minute - 1};t=1"""
