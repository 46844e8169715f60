"""Run Lighthouse, as on a telephone with a slow network, on the main pages of the real service.

Lighthouse comes from npm, in the var folder, the first time. Scores are out of 100.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bench.benchmark import served
from bench.chromium import EXECUTABLE, FLAGS
from bench.measure_pages import PAGES
from service.settings import Settings

PACKAGE = "lighthouse@12.8.2"
"""The last one for Node 20."""
MEASURED = ("accueil", "résultats", "fiche")
CATEGORIES = {
    "performance": "performance",
    "accessibility": "accessibilité",
    "best-practices": "bonnes pratiques",
    "seo": "référencement",
}
AUDITS = {
    "largest-contentful-paint": "LCP (ms)",
    "cumulative-layout-shift": "CLS",
    "total-blocking-time": "TBT (ms)",
    "total-byte-weight": "poids (octets)",
}
LIMIT_S = 180


def installed(folder: Path) -> Path:
    """Return the command of Lighthouse, installed in a folder if it is not there yet.

    Args:
        folder: for its packages, some 200 MB.

    Returns:
        The path of the command.
    """
    command = folder / "node_modules" / ".bin" / "lighthouse"
    npm = shutil.which("npm")
    if command.exists():
        return command
    if npm is None:
        sys.exit("npm est absent : installez Node.js 20.")
    folder.mkdir(parents=True, exist_ok=True)
    options = ["--no-audit", "--no-fund", "--ignore-scripts", "--silent"]
    subprocess.run(  # noqa: S603 - npm, of a pinned package
        [npm, "install", "--prefix", str(folder), *options, PACKAGE],
        check=True,
        env=os.environ | {"PUPPETEER_SKIP_DOWNLOAD": "1"},
    )
    return command


def report_of(command: Path, url: str) -> dict[str, Any]:
    """Run Lighthouse on a page and return its JSON report.

    command: path of Lighthouse; url: of the page.
    """
    flags = " ".join(["--headless=new", *FLAGS])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.json"
        options = ["--quiet", "--output=json", f"--output-path={path}", f"--chrome-flags={flags}"]
        subprocess.run(  # noqa: S603 - own command
            [str(command), url, *options],
            check=True,
            timeout=LIMIT_S,
            env=os.environ | {"CHROME_PATH": str(EXECUTABLE)},
        )
        report: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return report


def lost_points(report: Mapping[str, Any]) -> list[str]:
    """List the audits that cost a page points, one line each."""
    lost = []
    for category in CATEGORIES:
        for reference in report["categories"][category]["auditRefs"]:
            audit = report["audits"][reference["id"]]
            if reference["weight"] and audit["score"] is not None and audit["score"] < 1:
                lost.append(f"{category} : {audit['title']} {audit.get('displayValue', '')}")
    return lost


def main() -> int:
    """Print a table of the scores, then the audits that cost points."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    if EXECUTABLE is None:
        sys.exit("Chromium est absent : installez le paquet chromium.")
    command = installed(Settings().var / "lighthouse")
    with served() as (client, _, _):
        base = f"http://127.0.0.1:{client.port}"
        reports = {name: report_of(command, base + PAGES[name]) for name in MEASURED}
    print(f"| page | {' | '.join([*CATEGORIES.values(), *AUDITS.values()])} |")
    print("|---" + "|--:" * (len(CATEGORIES) + len(AUDITS)) + "|")
    for name, report in reports.items():
        scores = [f"{report['categories'][key]['score'] * 100:.0f}" for key in CATEGORIES]
        values = [f"{report['audits'][key]['numericValue']:.4g}" for key in AUDITS]
        print(f"| {name} | {' | '.join([*scores, *values])} |")
    for name, report in reports.items():
        for line in lost_points(report):
            print(f"{name} : {line}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
