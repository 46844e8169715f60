"""Errors as the OpenAPI document tells them: one example of each status that a route may answer."""

from __future__ import annotations

from typing import Any

from service.http.problems import MEDIA_TYPE, Answer


def documented(description: str, status: int, detail: str | None = None) -> dict[str, Any]:
    """A problem as OpenAPI tells it.

    Args:
        description: when it is answered.
        status: of HTTP.
        detail: what the example says; what is said of its status by default.

    Returns:
        A response of the document.
    """
    example = Answer(status, detail).problem.model_dump()
    schema = {"schema": {"$ref": "#/components/schemas/Problem"}, "example": example}
    return {"description": description, "content": {MEDIA_TYPE: schema}}


NOT_READY = documented(
    "L'index n'est pas prêt", 503, "Aucun index n'est prêt : lancez « orientess build »."
)
INVALID = documented("Paramètre invalide", 422, "Écrivez votre besoin avec quelques mots.")
UNREADABLE = documented("Corps illisible", 400)
TOO_LONG = documented("Corps trop long", 413, "Le corps de la requête dépasse 65536 octets.")
NOT_FOUND = documented("Fiche inconnue", 404, "Aucune fiche n'a l'identifiant « x ».")
UNAUTHORISED = documented("Clé absente, inconnue, expirée ou révoquée", 401, "Cette clé a expiré.")
FORBIDDEN = documented(
    "Clé qui ne permet pas cette action",
    403,
    "Cette adresse demande une clé de portée « ecriture ».",
)
TOO_MANY = documented(
    "Quota dépassé",
    429,
    "Vous avez dépassé 300 demandes par minute : réessayez dans 12 secondes.",
)
TOO_MANY["headers"] = {
    "Retry-After": {
        "description": "Secondes à attendre",
        "schema": {"type": "integer", "minimum": 1},
        "example": 12,
    }
}
