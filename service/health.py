"""Is the service alive, ready, and what does it serve?"""

from __future__ import annotations

from importlib.metadata import version

from fastapi import APIRouter

from service.dependencies import CurrentSearch
from service.documented import NOT_READY
from service.schemas import EtatReponse, VersionReponse

router = APIRouter(tags=["état"])


@router.head("/sante", include_in_schema=False)
@router.get("/sante", summary="Le service vit")
def sante() -> EtatReponse:
    """Répond tant que le processus vit, index ou non."""
    return EtatReponse(etat="ok")


@router.head("/pret", include_in_schema=False)
@router.get("/pret", responses={503: NOT_READY}, summary="Le service est prêt")
def pret(_searcher: CurrentSearch) -> EtatReponse:
    """Répond 200 quand un index vérifié est en service, 503 sinon."""
    return EtatReponse(etat="prêt")


@router.head("/version", include_in_schema=False)
@router.get("/version", responses={503: NOT_READY}, summary="Ce qui est servi")
def served_version(searcher: CurrentSearch) -> VersionReponse:
    """Versions du service, de l'index et de l'encodeur."""
    manifest = searcher.manifest
    return VersionReponse(
        service=version("orientess"),
        index=manifest.version,
        encodeur=manifest.encoder,
        empreinte=manifest.fingerprint,
        fiches=manifest.records,
        passages=manifest.passages,
        mode=searcher.mode.value,
    )
