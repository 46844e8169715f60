"""Call every route of a running service and print what each one answers, in a line."""

from __future__ import annotations

from typing import Annotated, Any

import httpx
import typer

ROUTES: tuple[tuple[str, str, dict[str, Any] | None], ...] = (
    ("GET", "/sante", None),
    ("GET", "/pret", None),
    ("GET", "/version", None),
    ("GET", "/api/v1/search?q=recondissioné dé smartfone&size=3", None),
    ("POST", "/api/v1/search", {"q": "apprendre à se servir d'un ordinateur", "lieu": "Lille"}),
    ("GET", "/api/v1/facets", None),
    ("GET", "/api/v1/communes?q=st etien", None),
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
    ("GET", "/api/openapi.json", None),
)
SHOWN_CHARS = 110


def main(
    address: Annotated[str, typer.Argument(help="adresse du service")] = "http://127.0.0.1:8000",
) -> None:
    """Appelle chaque route d'un service qui tourne ; sort en erreur si l'une ne répond pas."""
    failed = 0
    with httpx.Client(base_url=address, timeout=10) as client:
        for method, path, body in ROUTES:
            answer = client.request(method, path, json=body)
            failed += answer.status_code != httpx.codes.OK
            shown = " ".join(answer.text.split())[:SHOWN_CHARS]
            typer.echo(f"{answer.status_code} {method:4} {path}\n    {shown}")
    raise typer.Exit(code=min(failed, 1))


if __name__ == "__main__":
    typer.run(main)
