"""Error responses in the OpenAPI document, one example for each status."""

from __future__ import annotations

from typing import Any

from service.http.problems import MEDIA_TYPE, ErrorResponse


def documented(description: str, status: int, detail: str | None = None) -> dict[str, Any]:
    """Describe an error response in the OpenAPI document of the API, with an example.

    Args:
        description: when the error occurs, in French ("Fiche inconnue").
        status: HTTP status.
        detail: message shown in the example; None for the usual message of the status.

    Returns:
        An OpenAPI response object: description, schema and example of the JSON body.
    """
    example = ErrorResponse(status, detail).problem.model_dump()
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
