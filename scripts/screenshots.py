"""Take the screenshots of docs/screenshots from the real pages, served for the occasion."""

import shutil
import sys
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Browser, sync_playwright

from scripts.benchmark import served

FOLDER = Path(__file__).parent.parent / "docs" / "screenshots"
PAGES = {
    "accueil": "/",
    "resultats": "/recherche?q=" + quote("recondissioné dé smartfone"),
    "sans-resultat": "/recherche?q=" + quote("plombier pas cher"),
    "fiche": "/fiches/emmaus-connect",
    "a-propos": "/a-propos",
    "parcours": "/parcours",
    "question": "/parcours?porte=aide",
    "metier": "/metiers/valoriste",
    "comprendre": "/comprendre",
}
SIZES = {"bureau": (1280, 900), "telephone": (390, 844)}
BROWSER_FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


def take(browser: Browser, base: str) -> None:
    """Every page, in every size, light; the results in the dark as well."""
    for size, (width, height) in SIZES.items():
        for scheme in ("light", "dark"):
            page = browser.new_page(
                viewport={"width": width, "height": height}, color_scheme=scheme
            )
            for name, path in PAGES.items():
                if scheme == "light" or name == "resultats":
                    page.goto(base + path)
                    suffix = "-sombre" if scheme == "dark" else ""
                    page.screenshot(path=FOLDER / f"{name}-{size}{suffix}.png")
            page.close()


def main() -> int:
    """Serve the site, open Chromium, and write the images."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    executable = shutil.which("chromium")
    if executable is None:
        print("Chromium est absent : installez le paquet chromium.", file=sys.stderr)
        return 1
    with served() as (client, _, _), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=BROWSER_FLAGS)
        take(browser, f"http://127.0.0.1:{client.port}")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
