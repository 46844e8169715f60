"""Examples for Prometheus and Grafana: each expression is valid, of metrics and labels we have."""

from __future__ import annotations

import json
import re
from typing import Any

import promql_parser
import pytest
import yaml
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from service.app import create_app
from service.observability.metrics import OUTCOMES, Metrics
from service.observability.processes import done_tasks
from service.settings import Settings
from tests.conftest import ROOT
from tests.service.services import services_in

DEPLOY = ROOT / "deploy"
RULES: list[dict[str, Any]] = [
    rule
    for group in yaml.safe_load((DEPLOY / "prometheus" / "rules.yml").read_text("utf-8"))["groups"]
    for rule in group["rules"]
]
PANELS: list[dict[str, Any]] = json.loads(
    (DEPLOY / "grafana" / "orientess.json").read_text("utf-8")
)["panels"]
EXPRESSIONS = {
    **{rule["alert"]: rule["expr"] for rule in RULES},
    **{
        f"{panel['title']} {target['refId']}": target["expr"]
        for panel in PANELS
        for target in panel["targets"]
    },
}
NAME = re.compile(r"\borientess_\w+")
_SELECTOR = re.compile(r"(orientess_\w+)\{([^}]*)\}")
_MATCHER = re.compile(r"(\w+)\s*(?:=~|!~|!=|=)")
_GROUPED = re.compile(r"\bby \(([^)]*)\)")
WITHOUT_BAR = {
    "orientess_encodeur_file",
    "orientess_etape_duree_seconds",
    "orientess_index_info",
    "orientess_propositions_total",
    "orientess_recherche_duree_seconds",
    "orientess_requetes_en_attente",
    "orientess_requetes_en_cours",
    "orientess_requetes_inchangees_total",
}
"""Metrics that docs/operations.md gives no bar to: they are looked at, on the dashboard."""
SUFFIXES = ("_bucket", "_count", "_sum")
SEVERITIES = {"critique", "attention", "information"}


@pytest.fixture(scope="module")
def exposed(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """Name of each metric as Prometheus stores it -> its labels, once one search was made."""
    app = create_app(settings)
    with TestClient(app) as client:
        client.get("/api/v1/search", params={"q": "internet"})
        client.get("/absente")
        text = services_in(app).get(Metrics).exposition("")[0].decode()
    labels: dict[str, set[str]] = {}
    for family in text_string_to_metric_families(text):
        total = f"{family.name}_total" if family.type == "counter" else family.name
        labels.setdefault(total, set())
        for sample in family.samples:
            labels.setdefault(sample.name, set()).update(sample.labels)
    done = tmp_path_factory.mktemp("faits")  # a task has a date once it succeeded
    (done / "nuit").touch()
    for metric in done_tasks(done):
        labels[metric.name] = {label for sample in metric.samples for label in sample.labels}
    return labels


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_an_expression_should_be_promql(name: str) -> None:
    assert promql_parser.parse(EXPRESSIONS[name]) is not None


def test_what_is_no_promql_should_be_refused() -> None:
    with pytest.raises(ValueError, match="parenthesis"):
        promql_parser.parse("sum(orientess_pret")


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_an_expression_should_name_metrics_that_exist(
    exposed: dict[str, set[str]], name: str
) -> None:
    named = set(NAME.findall(EXPRESSIONS[name]))
    families = {re.sub(r"_(bucket|count|sum)$", "", each) for each in exposed}
    assert named
    missing = {
        each
        for each in named - set(exposed)
        if not (each.endswith(SUFFIXES) and each.rpartition("_")[0] in families)
    }
    assert missing == set()


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_an_expression_should_name_labels_that_exist(
    exposed: dict[str, set[str]], name: str
) -> None:
    expression = EXPRESSIONS[name]
    known = {"le"}.union(*(exposed.get(each, ()) for each in NAME.findall(expression)))
    if known == {"le"}:  # counters that nothing moved have no sample to read labels from
        known |= {"statut", "route", "issue", "genre"}
    grouped = {word.strip() for part in _GROUPED.findall(expression) for word in part.split(",")}
    matched = {
        label for _, inside in _SELECTOR.findall(expression) for label in _MATCHER.findall(inside)
    }
    assert grouped | matched <= known


def test_a_metric_with_a_bar_should_have_its_alert_and_others_their_panel() -> None:
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    (table,) = re.findall(r"^\| metric \|.*\n((?:\|.*\n)+)", text, re.MULTILINE)
    told = {name for line in table.splitlines() for name in NAME.findall(line.split("|")[1])}
    watched = " ".join(rule["expr"] for rule in RULES)
    shown = " ".join(target["expr"] for panel in PANELS for target in panel["targets"])
    assert told >= WITHOUT_BAR
    assert [name for name in sorted(told - WITHOUT_BAR) if name not in watched] == []
    assert [name for name in sorted(WITHOUT_BAR) if name not in shown] == []


def test_slow_searches_should_be_watched_in_every_form(settings: Settings) -> None:
    paths = set(create_app(settings).openapi()["paths"])
    # those of many texts at once take their time
    searches = {path for path in paths if re.match(r"/api/v1/search(?!/)", path)} | {"/recherche"}
    asked = {
        matcher
        for text in EXPRESSIONS.values()
        for matcher in re.findall(r'route=~"([^"]+)"', text)
    }
    assert asked
    for matcher in asked:
        watched = {path for path in paths | {"/recherche"} if re.fullmatch(matcher, path)}
        assert watched == searches


def test_outcomes_that_alerts_read_should_be_counted() -> None:
    read = {each for text in EXPRESSIONS.values() for each in re.findall(r'issue="([^"]+)"', text)}
    assert read
    assert read <= set(OUTCOMES.values())


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule["alert"]))
def test_an_alert_should_say_how_grave_it_is_and_what_to_do(rule: dict[str, Any]) -> None:
    assert set(rule) == {"alert", "expr", "for", "labels", "annotations"}
    assert re.fullmatch(r"\d+[mhd]", rule["for"])
    assert rule["labels"]["severity"] in SEVERITIES
    assert all(rule["annotations"][key].strip() for key in ("summary", "description"))


def test_panels_should_not_cover_one_another() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in PANELS:
        place = panel["gridPos"]
        cells = {
            (place["x"] + right, place["y"] + down)
            for right in range(place["w"])
            for down in range(place["h"])
        }
        assert place["x"] + place["w"] <= 24
        assert not cells & taken
        taken |= cells
    assert len({panel["id"] for panel in PANELS}) == len(PANELS)


def test_the_source_of_the_panels_should_be_chosen_by_who_opens_them() -> None:
    assert {panel["datasource"]["uid"] for panel in PANELS} == {"${source}"}


def test_prometheus_should_read_the_rules_and_the_port_of_the_example() -> None:
    example = yaml.safe_load((DEPLOY / "prometheus" / "prometheus.yml").read_text("utf-8"))
    assert example["rule_files"] == ["rules.yml"]
    port = re.search(r"METRICS_PORT=(\d+)", (DEPLOY / "orientess.env").read_text("utf-8"))
    assert port is not None
    [target] = example["scrape_configs"][0]["static_configs"][0]["targets"]
    assert target == f"127.0.0.1:{port[1]}"
