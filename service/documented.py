"""Errors as the OpenAPI document tells them: one example of each status that a route may answer."""

from __future__ import annotations

from typing import Any

from service.problems import MEDIA_TYPE, Problem


def _documented(description: str, example: Problem) -> dict[str, Any]:
    """A problem as OpenAPI tells it."""
    schema = {"schema": {"$ref": "#/components/schemas/Problem"}, "example": example.model_dump()}
    return {"description": description, "content": {MEDIA_TYPE: schema}}


NOT_READY = _documented(
    "L'index n'est pas prêt",
    Problem(
        title="Service indisponible",
        status=503,
        detail="Aucun index n'est prêt : lancez « orientess build ».",
    ),
)
INVALID = _documented(
    "Paramètre invalide",
    Problem(
        title="Paramètre invalide", status=422, detail="Écrivez votre besoin avec quelques mots."
    ),
)
UNREADABLE = _documented(
    "Corps illisible",
    Problem(title="Requête illisible", status=400, detail="Le corps de la requête est illisible."),
)
TOO_LONG = _documented(
    "Corps trop long",
    Problem(
        title="Requête trop longue",
        status=413,
        detail="Le corps de la requête dépasse 65536 octets.",
    ),
)
NOT_FOUND = _documented(
    "Fiche inconnue",
    Problem(title="Introuvable", status=404, detail="Aucune fiche n'a l'identifiant « x »."),
)
UNAUTHORISED = _documented(
    "Clé absente, inconnue, expirée ou révoquée",
    Problem(title="Clé nécessaire", status=401, detail="Cette clé a expiré."),
)
FORBIDDEN = _documented(
    "Clé qui ne permet pas cette action",
    Problem(
        title="Accès refusé",
        status=403,
        detail="Cette adresse demande une clé de portée « ecriture ».",
    ),
)
TOO_MANY = _documented(
    "Quota dépassé",
    Problem(
        title="Trop de demandes",
        status=429,
        detail="Vous avez dépassé 300 demandes par minute : réessayez dans 12 secondes.",
    ),
)
TOO_MANY["headers"] = {
    "Retry-After": {
        "description": "Secondes à attendre",
        "schema": {"type": "integer", "minimum": 1},
        "example": 12,
    }
}
