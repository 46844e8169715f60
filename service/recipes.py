"""Calls that the developers' guide gives, besides the first search: what to type, as it is."""

from __future__ import annotations

import json
import shlex
from urllib.parse import urlencode

from service.access import POLICY
from service.quotas import MINUTE_S

NEED = "apprendre à se servir d'un ordinateur"
JSON = "-H 'Content-Type: application/json'"


def recipes(base: str) -> dict[str, str]:
    """Commands of curl, by what they are for.

    Args:
        base: the address of the site, without a slash at its end.

    Returns:
        `cle` presents a key; `csv`, `carte` choose a form; `lot` makes many searches; `export`
        takes the whole catalogue, `suite` asks for it again if it changed; `suggestions` is for a
        text being typed.
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
    return {
        "cle": f"curl {shlex.quote(f'{api}/facets')} \\\n  -H 'Authorization: Bearer orientess_…'",
        "csv": f"curl -o recherche.csv {shlex.quote(f'{api}/search?{asked}&format=csv')}",
        "carte": f"curl -o recherche.geojson {shlex.quote(f'{api}/search?{asked}&format=geojson')}",
        "lot": f"curl {shlex.quote(f'{api}/search/batch')} \\\n  {JSON} \\\n"
        f"  -d {shlex.quote(json.dumps(batch, ensure_ascii=False))}",
        "export": f"curl -o catalogue.jsonl {export}",
        "suite": f"curl -o catalogue.jsonl {export} \\\n"
        "  --etag-compare etiquette.txt --etag-save etiquette.txt",
        "suggestions": f"curl {shlex.quote(f'{api}/suggestions?{started}')}",
    }


def quota_headers(per_minute: int) -> str:
    """What an answer says of a quota, just after a first request; per_minute: requests."""
    return f"""RateLimit-Policy: "{POLICY}";q={per_minute};w={MINUTE_S}
RateLimit: "{POLICY}";r={per_minute - 1};t=1"""
