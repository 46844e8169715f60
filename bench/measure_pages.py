"""Measure the weight of pages: requests, kilobytes, elements, EcoIndex, and the CPU they cost.

Chromium opens each page of the real service once, with an empty cache and a screen of 1920 x 1080,
waits until nothing moves on the network, then scrolls to the bottom. Kilobytes (1000 bytes) are
those transferred, compressed, headers included. Times are those of this machine without a network.
"""

from __future__ import annotations

import argparse
import http
import http.client
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from urllib.parse import quote, urlsplit

from playwright.sync_api import Browser

from bench.benchmark import Client, distinct_queries, processor_ms, served
from bench.chromium import opened
from bench.ecoindex import EcoIndex, ecoindex

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
"""Name -> path of the pages weighed; those that do not answer 200 are left out."""
SCREEN = (1920, 1080)
LOADS = 100
"""Number of pages of results requested, to measure their cost for the server."""
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
    """Weight of a page.

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
        """Kilobytes transferred in all."""
        return sum(self.kilobytes.values())

    @property
    def index(self) -> EcoIndex:
        """EcoIndex of the page."""
        return ecoindex(self.elements, self.requests, self.total_kb)


def weigh(browser: Browser, url: str) -> Weight:
    """Measure the weight of a page that is opened for the first time.

    browser: Chromium; url: of the page.
    """
    context = browser.new_context(viewport={"width": SCREEN[0], "height": SCREEN[1]})
    context.add_init_script(OBSERVERS)
    page = context.new_page()
    session = context.new_cdp_session(page)
    requests: dict[str, dict[str, str]] = {}
    received: Counter[str] = Counter()

    def note_request(event: dict[str, object]) -> None:
        request = event["request"]
        if isinstance(request, dict) and str(request["url"]).startswith("http"):
            identity = {"host": urlsplit(request["url"]).netloc, "kind": str(event.get("type"))}
            requests[str(event["requestId"])] = identity

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
    for identifier, request in requests.items():
        kilobytes[KINDS.get(request["kind"], "autres")] += received[identifier] / 1000
    return Weight(
        requests=len(requests),
        third_party=sum(request["host"] != urlsplit(url).netloc for request in requests.values()),
        kilobytes=dict(kilobytes),
        elements=elements,
        lcp_ms=observed["lcp"],
        shift=observed["cls"],
    )


def cost_of_results(client: Client, pid: int) -> float:
    """Return the CPU-seconds of the server for a hundred pages of results, of different needs.

    client: of the service; pid: of its process.
    """
    queries = distinct_queries(LOADS)
    client.get("/recherche", q="première requête, hors mesure")
    before = processor_ms(pid)
    for text in queries:
        client.get("/recherche", q=text)
    return (processor_ms(pid) - before) / 1000


def answers(port: int, path: str) -> bool:
    """Return True if the service answers 200 to a path."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", path)
    status = connection.getresponse().status
    connection.close()
    return status == http.HTTPStatus.OK


def table(weights: Mapping[str, Weight]) -> str:
    """Return the weights as a table of Markdown."""
    rows = [
        "| page | requêtes | Ko | HTML | CSS | JS | éléments | EcoIndex | LCP | CLS | tiers |",
        "|---" + "|--:" * 10 + "|",
    ]
    for name, weight in weights.items():
        kilobytes = [weight.kilobytes.get(kind, 0.0) for kind in KINDS.values()]
        weighed = " | ".join(f"{value:.1f}" for value in (weight.total_kb, *kilobytes))
        rows.append(
            f"| {name} | {weight.requests} | {weighed} | {weight.elements} "
            f"| {weight.index.score} {weight.index.grade} | {weight.lcp_ms:.0f} ms "
            f"| {weight.shift:.3f} | {weight.third_party} |"
        )
    return "\n".join(rows)


def main() -> int:
    """Print the table, then the cost of results for the server; as JSON on demand."""
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
        pages = {
            name: asdict(weight) | {"total_kb": weight.total_kb, "ecoindex": asdict(weight.index)}
            for name, weight in weights.items()
        }
        report = {"pages": pages, f"cpu_s_{LOADS}_pages_de_résultats": seconds}
        print(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        print(table(weights))
        print(f"\n{LOADS} pages de résultats : {seconds:.2f} secondes de processeur au serveur")
    return 0


if __name__ == "__main__":
    sys.exit(main())
