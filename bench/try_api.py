"""Call every route of a running service and print each answer, on one line."""

from __future__ import annotations

import argparse
import os
import sys
from typing import Any

import httpx

ROUTES: tuple[tuple[str, str, dict[str, Any] | str | None], ...] = (
    ("GET", "/sante", None),
    ("GET", "/pret", None),
    ("GET", "/version", None),
    ("GET", "/api/v1/search?q=recondissioné dé smartfone&size=3", None),
    ("POST", "/api/v1/search", {"q": "apprendre à se servir d'un ordinateur", "lieu": "Lille"}),
    ("GET", "/api/v1/search.geojson?q=reparer mon telephone", None),
    ("GET", "/api/v1/search.csv?q=reparer mon telephone&excel=true", None),
    ("POST", "/api/v1/search.geojson", {"q": "internet pas cher", "lieu": "Lille"}),
    ("POST", "/api/v1/search.csv", {"q": "internet pas cher", "lieu": "Lille"}),
    ("POST", "/api/v1/search/csv", "besoin;lieu\nréparer mon téléphone;Lille\n"),
    ("GET", "/api/v1/actors?code_departement=59&champs=id,nom&size=3", None),
    ("GET", "/api/v1/changes?depuis=2026-11-01", None),
    ("GET", "/api/v1/changes?objet=lieu", None),
    ("GET", "/api/v1/changes.atom", None),
    ("POST", "/api/v1/search/batch", {"recherches": [{"q": "internet pas cher"}, {"q": " "}]}),
    ("GET", "/api/v1/suggestions?q=répar", None),
    ("GET", "/api/v1/suggestions/opensearch?q=répar", None),
    ("GET", "/api/v1/export?format=jsonl", None),
    ("GET", "/api/v1/export?format=csv", None),
    ("GET", "/api/v1/export/datapackage.json", None),
    ("GET", "/api/v1/export?format=geojson", None),
    ("GET", "/api/v1/export?format=data-inclusion&ressource=services", None),
    ("GET", "/api/v1/export?format=mediation-numerique", None),
    ("GET", "/api/v1/facets", None),
    ("GET", "/api/v1/communes?q=st etien", None),
    ("GET", "/api/v1/communes/reverse?lat=48.8566&lon=2.3522", None),
    ("POST", "/api/v1/communes/csv", "adresse\nst etien 42\n"),
    ("GET", "/api/v1/lieux?code_departement=23&size=3", None),
    ("GET", "/api/v1/lieux/france-services--3015", None),
    ("GET", "/api/v1/actors/emmaus-connect", None),
    ("GET", "/api/v1/actors/emmaus-connect/needs", None),
    ("GET", "/api/v1/actors/emmaus-connect/similar", None),
    ("GET", "/api/v1/actors/emmaus-connect/complementary", None),
    ("GET", "/api/v1/needs", None),
    ("GET", "/api/v1/needs/equipement--ordinateur-petit-prix", None),
    ("GET", "/api/v1/needs/equipement--ordinateur-petit-prix/actors?lieu=Lyon", None),
    ("POST", "/api/v1/classify", {"textes": ["jarive pa a fere ma déclaration", "soudeur"]}),
    ("POST", "/api/v1/match/skills", {"profil": "je sais souder, je parle arabe", "size": 3}),
    ("GET", "/api/v1/occupations?q=reparateur de telefone&size=3", None),
    ("GET", "/api/v1/occupations/valoriste", None),
    ("POST", "/api/v1/feedback", {"fiche": "emmaus-connect", "utile": True}),
    ("POST", "/api/v1/reports", {"fiche": "emmaus-connect", "raison": "perime"}),
    ("GET", "/api/openapi.json", None),
)
WITH_KEY = frozenset({"/api/v1/feedback", "/api/v1/reports"})
"""Routes that need a key: they are called only with one."""
CSV = {"Content-Type": "text/csv"}
EXCERPT_CHARS = 110


def main() -> int:
    """Call each route; return 1 if one does not answer with a success."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address", nargs="?", default="http://127.0.0.1:8000", help="du service")
    parser.add_argument(
        "--cle",
        default=os.environ.get("ORIENTESS_CLE", ""),
        help="clé de portées « lecture » et « ecriture » (sinon celle d'ORIENTESS_CLE)",
    )
    options = parser.parse_args()
    failed = False
    headers = {"Authorization": f"Bearer {options.cle}"} if options.cle else {}
    with httpx.Client(base_url=options.address, timeout=10, headers=headers) as client:
        for method, path, body in ROUTES:
            if path in WITH_KEY and not options.cle:
                continue
            if isinstance(body, str):
                answer = client.request(method, path, content=body, headers=CSV)
            else:
                answer = client.request(method, path, json=body)
            failed |= not answer.is_success
            excerpt = " ".join(answer.text.split())[:EXCERPT_CHARS]
            print(f"{answer.status_code} {method:4} {path}\n    {excerpt}")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
