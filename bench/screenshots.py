"""Take the screenshots of docs/screenshots from the real pages, served for the occasion."""

import argparse
import http
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from playwright.sync_api import Browser, Page, ViewportSize

from bench.benchmark import served
from bench.chromium import opened

FOLDER = Path(__file__).parent.parent / "docs" / "screenshots"
RESULTS = "/recherche?q=" + quote("recondissioné dé smartfone")
PAGES: Mapping[str, str] = {
    "accueil": "/",
    "resultats": RESULTS,
    "resultats-lieu": "/recherche?q=" + quote("ordinateur pas cher") + "&lieu=Lille",
    "gueret": "/recherche?q=" + quote("m'aider pour mes papiers CAF") + "&lieu=" + quote("Guéret"),
    "lieu": "/lieux/france-services--3015",
    "lieux-fiche": "/fiches/france-services/lieux?lieu=" + quote("Guéret"),
    "sans-resultat": "/recherche?q=" + quote("plombier pas cher"),
    "fiche": "/fiches/emmaus-connect",
    "signaler": "/fiches/emmaus-connect/signaler",
    "a-propos": "/a-propos",
    "parcours": "/parcours",
    "question": "/parcours?porte=aide",
    "metier": "/metiers/valoriste",
    "comprendre": "/comprendre",
    "atelier": "/comprendre/atelier",
    "atelier-biais": "/comprendre/atelier/biais",
    "theme": "/themes/equipement",
    "carte": "/carte?q=" + quote("ordinateur pas cher"),
    "carte-lieu": "/carte?q=" + quote("réparer mon téléphone") + "&lieu=Lille",
    "aidant": "/aidant",
    "aidant-resultats": "/aidant?q="
    + quote("apprendre à se servir d'un ordinateur")
    + "&lieu=Lyon",
    "comparaison": "/aidant/comparer?f=emmaus-connect&f=ecodair&f=les-ateliers-du-bocage",
    "orientation": "/aidant/fiche?f=emmaus-connect&f=ecodair&q=" + quote("un ordinateur pas cher"),
    "statistiques": "/statistiques",
    "accessibilite": "/accessibilite",
    "ecoconception": "/ecoconception",
    "donnees-personnelles": "/donnees-personnelles",
    "mentions": "/mentions",
    "plan-du-site": "/plan-du-site",
    "urgences": "/urgences",
    "api": "/api",
    "integrer": "/integrer?titre=" + quote("Réparer près de chez vous") + "&lieu=Lille",
    "widget": "/widget?titre=Aide&q=" + quote("réparer mon téléphone"),
    "avis": "/avis/merci?avis=pas-utile&fiche=emmaus-connect",
    "accueil-anglais": "/en/",
    "resultats-anglais": "/en" + RESULTS,
    "accueil-arabe": "/ar/",
    "resultats-arabe": "/ar" + RESULTS,
    "erreur": "/fiches/inconnue",
}
"""Name -> path; pages that do not answer 200 are left out, except `ERROR`."""
ERROR = "erreur"
IN_THE_DARK = frozenset({"accueil", "resultats", "fiche", "carte", "aidant-resultats"})
ON_PAPER = frozenset({"resultats", "fiche", "orientation"})
SIZES: Mapping[str, ViewportSize] = {
    "bureau": {"width": 1280, "height": 900},
    "telephone": {"width": 390, "height": 844},
}
PAPER: ViewportSize = {"width": 794, "height": 1123}
"""A sheet of A4, at 96 pixels an inch."""
SCHEMES: Mapping[Literal["light", "dark"], str] = {"light": "", "dark": "-sombre"}


def shot(page: Page, url: str, name: str) -> None:
    """Take one image, where there is a page.

    page: of the browser; url: of the page; name: of the image, without its ending.
    """
    answer = page.goto(url)
    if answer and (answer.status == http.HTTPStatus.OK or name.startswith(ERROR)):
        page.screenshot(path=FOLDER / f"{name}.png")


def take(browser: Browser, base: str) -> None:
    """Take every page in every size, light; the main ones in dark mode and on paper as well."""
    for size, viewport in SIZES.items():
        for scheme, suffix in SCHEMES.items():
            page = browser.new_page(viewport=viewport, color_scheme=scheme)
            for name, path in PAGES.items():
                if scheme == "light" or name in IN_THE_DARK:
                    shot(page, base + path, f"{name}-{size}{suffix}")
            page.close()
    page = browser.new_page(viewport=PAPER)
    page.emulate_media(media="print")
    for name in sorted(ON_PAPER):
        shot(page, base + PAGES[name], f"{name}-papier")
    page.close()


def main() -> int:
    """Serve the site, open Chromium, and write the images."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    FOLDER.mkdir(parents=True, exist_ok=True)
    with served() as (client, _, _), opened() as browser:
        take(browser, f"http://127.0.0.1:{client.port}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
