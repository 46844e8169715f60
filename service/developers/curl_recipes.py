"""curl commands that call the API, ready to copy from the guide for developers.

The most common command, a search, is made by `handbook`.
"""

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
CSV = "-H 'Content-Type: text/csv'"
JSON = "-H 'Content-Type: application/json'"


def recipes(base: str) -> dict[str, str]:
    """Return curl commands that call the API: name of the command -> text to copy.

    Args:
        base: URL of the site, without a slash at its end, such as "https://orientess.exemple".

    Returns:
        `cle` sends an API key; `csv`, `carte` get the results of a search as CSV and as GeoJSON;
        `lot` sends several searches in one request, `fichier` those of a CSV file; `export`
        downloads the whole catalogue, `suite` downloads it again only if it changed; `liste` lists
        records without a text, `changements` tells what changed; `suggestions` gets completions of
        a text being typed; `avis` sends an opinion on a record and `signalement` reports an error
        in one, both with a key. `mcp` is not a command: it is the JSON configuration that connects
        an AI assistant to the service (Model Context Protocol).
    """
    api = f"{base}/api/v1"
    query = urlencode({"q": NEED, "frais": "gratuit"})
    prefix = urlencode({"q": "répar"})
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
    codes = urlencode({"code_departement": "59", "thematiques": "numerique", "champs": "id,nom"})
    servers = {"mcpServers": {"orientess": {"type": "http", "url": f"{base}{MCP}"}}}
    return {
        "cle": f"curl {shlex.quote(f'{api}/facets')} \\\n  {KEY}",
        "csv": f"curl -o recherche.csv {shlex.quote(f'{api}/search.csv?{query}')}",
        "carte": f"curl -o recherche.geojson {shlex.quote(f'{api}/search.geojson?{query}')}",
        "lot": _posted(f"{api}/search/batch", batch, JSON),
        "fichier": f"curl -o reponses.csv {shlex.quote(f'{api}/search/csv')} \\\n  {CSV} \\\n"
        "  --data-binary @besoins.csv",
        "export": f"curl -o catalogue.jsonl {export}",
        "liste": f"curl {shlex.quote(f'{api}/actors?{codes}')}",
        "changements": f"curl {shlex.quote(f'{api}/changes?depuis=2026-11-01T05:00:00Z')}",
        "suite": f"curl -o catalogue.jsonl {export} \\\n"
        "  --etag-compare etiquette.txt --etag-save etiquette.txt",
        "suggestions": f"curl {shlex.quote(f'{api}/suggestions?{prefix}')}",
        "avis": _posted(f"{api}/feedback", opinion, KEY, JSON),
        "signalement": _posted(f"{api}/reports", mistake, KEY, JSON),
        "mcp": json.dumps(servers, indent=2),
    }


def _posted(address: str, body: dict[str, Any], *headers: str) -> str:
    """Return a command that posts JSON; headers: options of curl."""
    data = f"-d {shlex.quote(json.dumps(body, ensure_ascii=False))}"
    return " \\\n  ".join((f"curl {shlex.quote(address)}", *headers, data))


def quota_headers(per_minute: int) -> str:
    """Return the two HTTP headers about the quota, as in the response to a first request.

    per_minute: quota of the client, in requests a minute.
    """
    return f"""RateLimit-Policy: "{POLICY}";q={per_minute};w={MINUTE_S}
RateLimit: "{POLICY}";r={per_minute - 1};t=1"""
