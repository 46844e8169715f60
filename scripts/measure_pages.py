"""Measure what pages weigh: requests, kilobytes, elements, EcoIndex, and the CPU they cost.

Chromium opens each page of the real service once, with an empty cache and a screen of 1920 x 1080,
waits until nothing moves on the network, then scrolls to the bottom. Kilobytes (1000 bytes) are
those transferred, compressed, headers included. Times are those of this machine without a network.
"""

from __future__ import annotations

import argparse
import http
import http.client
import json
import os
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

from playwright.sync_api import Browser

from scripts.benchmark import Client, distinct_queries, served
from scripts.chromium import opened
from scripts.ecoindex import EcoIndex, ecoindex

PAGES: Mapping[str, str] = {
    "accueil": "/",
    "résultats": "/recherche?q=" + quote("recondissioné dé smartfone"),
    "fiche": "/fiches/emmaus-connect",
    "parcours": "/parcours",
    "question du parcours": "/parcours?porte=aide",
    "métier": "/metiers/valoriste",
    "comprendre": "/comprendre",
    "carte": "/carte",
    "espace aidants": "/aidant",
    "statistiques": "/statistiques",
    "à propos": "/a-propos",
    "accueil en anglais": "/en/",
}
"""Pages weighed; those that the service does not have are left out."""
SCREEN = (1920, 1080)
LOADS = 100
"""Pages of results asked for, to tell what they cost the server."""
OBSERVERS = """
window.observed = {lcp: 0, cls: 0};
new PerformanceObserver((list) => {
  for (const each of list.getEntries()) window.observed.lcp = each.startTime;
}).observe({type: 'largest-contentful-paint', buffered: true});
new PerformanceObserver((list) => {
  for (const each of list.getEntries()) if (!each.hadRecentInput) window.observed.cls += each.value;
}).observe({type: 'layout-shift', buffered: true});
"""
COUNT = "document.querySelectorAll('*').length - document.querySelectorAll('svg *').length"
KINDS = {"Document": "HTML", "Stylesheet": "CSS", "Script": "JS"}


@dataclass(frozen=True)
class Weight:
    """What a page weighs.

    requests: over HTTP; third_party: those to another host; kilobytes: transferred, by kind
    (HTML, CSS, JS, autres); elements: those inside drawings left out; lcp_ms: until the largest
    element is painted; shift: cumulative layout shift.
    """

    requests: int
    third_party: int
    kilobytes: Mapping[str, float]
    elements: int
    lcp_ms: float
    shift: float

    @property
    def total_kb(self) -> float:
        """Everything transferred."""
        return sum(self.kilobytes.values())

    @property
    def index(self) -> EcoIndex:
        """The EcoIndex of the page."""
        return ecoindex(self.elements, self.requests, self.total_kb)


def weigh(browser: Browser, url: str) -> Weight:
    """What a page weighs when it is opened for the first time.

    browser: Chromium; url: of the page.
    """
    context = browser.new_context(viewport={"width": SCREEN[0], "height": SCREEN[1]})
    context.add_init_script(OBSERVERS)
    page = context.new_page()
    session = context.new_cdp_session(page)
    asked: dict[str, dict[str, str]] = {}
    received: Counter[str] = Counter()

    def note_request(event: dict[str, object]) -> None:
        request = event["request"]
        if isinstance(request, dict) and str(request["url"]).startswith("http"):
            identity = {"host": urlsplit(request["url"]).netloc, "kind": str(event.get("type"))}
            asked[str(event["requestId"])] = identity

    def note_end(event: dict[str, object]) -> None:
        received[str(event["requestId"])] += int(str(event["encodedDataLength"]).split(".")[0])

    session.on("Network.requestWillBeSent", note_request)
    session.on("Network.loadingFinished", note_end)
    session.send("Network.enable")
    page.goto(url, wait_until="networkidle")
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    page.evaluate("new Promise(requestAnimationFrame)")
    elements, observed = page.evaluate(COUNT), page.evaluate("window.observed")
    context.close()
    kilobytes: defaultdict[str, float] = defaultdict(float)
    for identifier, request in asked.items():
        kilobytes[KINDS.get(request["kind"], "autres")] += received[identifier] / 1000
    return Weight(
        requests=len(asked),
        third_party=sum(each["host"] != urlsplit(url).netloc for each in asked.values()),
        kilobytes=dict(kilobytes),
        elements=elements,
        lcp_ms=observed["lcp"],
        shift=observed["cls"],
    )


def cpu_seconds(pid: int) -> float:
    """CPU-seconds that a process has used, from /proc."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def cost_of_results(client: Client, pid: int) -> float:
    """CPU-seconds of the server for a hundred pages of results, all of different needs.

    client: of the service; pid: of its process.
    """
    queries = distinct_queries(LOADS)
    client.get("/recherche", q="première requête, hors mesure")
    before = cpu_seconds(pid)
    for text in queries:
        client.get("/recherche", q=text)
    return cpu_seconds(pid) - before


def answers(port: int, path: str) -> bool:
    """Whether the service has a page."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", path)
    status = connection.getresponse().status
    connection.close()
    return status == http.HTTPStatus.OK


def table(weights: Mapping[str, Weight]) -> str:
    """The weights as a table of Markdown."""
    rows = [
        "| page | requêtes | Ko | HTML | CSS | JS | éléments | EcoIndex | LCP | CLS | tiers |",
        "|---" + "|--:" * 10 + "|",
    ]
    for name, each in weights.items():
        kilobytes = [each.kilobytes.get(kind, 0.0) for kind in KINDS.values()]
        weighed = " | ".join(f"{value:.1f}" for value in (each.total_kb, *kilobytes))
        rows.append(
            f"| {name} | {each.requests} | {weighed} | {each.elements} "
            f"| {each.index.score} {each.index.grade} | {each.lcp_ms:.0f} ms | {each.shift:.3f} "
            f"| {each.third_party} |"
        )
    return "\n".join(rows)


def main() -> int:
    """Print the table, then what results cost the server; as JSON on demand."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="en JSON")
    options = parser.parse_args()
    with served() as (client, pid, _), opened() as browser:
        seconds = cost_of_results(client, pid)
        weights = {
            name: weigh(browser, f"http://127.0.0.1:{client.port}{path}")
            for name, path in PAGES.items()
            if answers(client.port, path)
        }
    if options.json:
        told = {
            name: asdict(each) | {"total_kb": each.total_kb, "ecoindex": asdict(each.index)}
            for name, each in weights.items()
        }
        report = {"pages": told, f"cpu_s_{LOADS}_pages_de_résultats": seconds}
        print(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        print(table(weights))
        print(f"\n{LOADS} pages de résultats : {seconds:.2f} secondes de processeur au serveur")
    return 0


if __name__ == "__main__":
    sys.exit(main())
