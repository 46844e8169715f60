"""No word that a person typed is in an address: links, redirections, logs and measures."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast
from urllib.parse import parse_qsl, unquote_plus, urlsplit

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.facts.licences import LICENCES
from index.places.models import CODE_PARAMETERS
from index.records import code_lists as ref
from index.text.analysis import fold
from service.observability.metrics import Metrics
from service.occupations.own_skills import SPOKEN
from tests.conftest import MANY_VALUES
from tests.service.page import BROWSER, Page
from tests.service.services import services_in
from tests.strategies import fixed

pytestmark = MANY_VALUES
RUN = 4
"""Letters in a row that tell what was typed."""
KNOWN = (
    "réparer des smartphones", "souder un peu", "permis B", "je parle arabe", "Lille", "aidant",
    "je suis autiste asperger", "burn out", "en fauteuil roulant", "RQTH pour le dos", "jongleur",
    "أجيد الخياطة", "вмію шити", "zorglwübique", "je cherche un emploi", "pas le week-end",
)  # fmt: skip
WORDS = st.one_of(
    st.text(st.characters(categories=["L", "N", "P", "Zs"]), max_size=60),
    st.lists(st.sampled_from(KNOWN), max_size=4).map(", ".join),
)
ADDRESSES = ("/competences", "/competences/resultat", "/metiers/aidant", "/missions")
FIELDS = ("texte", "c", "ajout", "metier", "lieu", "mission", "q")


def runs(text: str) -> set[str]:
    """The runs of four letters of a text."""
    plain = fold(text)
    parts = (plain[at : at + RUN] for at in range(len(plain) - RUN + 1))
    return {part for part in parts if part.isalpha()}


def targets(page: Page) -> list[str]:
    """Where the links and the forms of a page lead."""
    names = ("href", "action", "formaction")
    return [value for _, each in page.tags for name in names if (value := each.get(name))]


@pytest.fixture(scope="module")
def fixed_runs(guided: TestClient) -> set[str]:
    """What the links of pages that nobody wrote in hold, and the closed lists."""
    pages = [guided.get(f"{prefix}{path}", headers=BROWSER).text
             for prefix in ("", "/en") for path in ("/competences", "/missions", "/metiers/aidant",
                                                    "/metiers/reparateur")]  # fmt: skip
    held = [unquote_plus(target) for text in pages for target in targets(Page(text))]
    lists = (
        *SPOKEN,
        *LICENCES,
        *ref.VOIES.labels,
        *ref.CONDITIONS.labels,
        *CODE_PARAMETERS.values(),
    )
    names = ("/competences/resultat?permis=&langue=&condition=&voie=http://testserver", "apprendre")
    labels = ("Réparer des smartphones", "Souder", "Expliquer sans jargon", "clic-pour-tous")
    return set().union(*map(runs, (*held, *lists, *names, *labels)))


def is_listed(name: str, value: str) -> bool:
    """Whether the value of a parameter of a link is in a closed list."""
    match name:
        case "langue":
            return value in SPOKEN
        case "permis":
            return value in LICENCES
        case "voie":
            return value in ref.VOIES.labels
        case "condition":
            return value in ref.CONDITIONS.labels
        case "e" | "code_commune" | "code_departement" | "code_region" | "epci":
            return value.removesuffix("-peu").isalnum() and value[1:].removesuffix("-peu").isdigit()
        case "g":
            return value.replace("-", "").isalpha()
        case "q":
            return value in {"apprendre : Expliquer sans jargon", "apprendre : Souder",
                             "apprendre : Réparer des smartphones"}  # fmt: skip
    return False


def check(page: Page, typed: str, known: set[str]) -> None:
    held = targets(page)
    told = runs(typed) - known
    for target in held:
        assert not told & runs(unquote_plus(target)), target
        parts = urlsplit(target)
        if parts.path.startswith("/static/") or parts.scheme == "data":
            continue
        assert all(is_listed(*pair) for pair in parse_qsl(parts.query)), target


@settings(fixed(60), suppress_health_check=list(HealthCheck))
@given(path=st.sampled_from(ADDRESSES), prefix=st.sampled_from(("", "/en", "/ar")),
       typed=WORDS, page=st.sampled_from(("", "1")))  # fmt: skip
def test_no_word_that_was_typed_should_be_in_a_link(
    guided: TestClient, fixed_runs: set[str], path: str, prefix: str, typed: str, page: str
) -> None:
    fields = dict.fromkeys(FIELDS, typed) | {"langue": "ar", "page": page, "choix": typed}
    answer = guided.post(prefix + path, data=fields, headers=BROWSER, follow_redirects=False)
    assert answer.status_code in {200, 303, 422}
    check(Page(answer.text), typed, fixed_runs)
    assert not runs(typed) - fixed_runs & runs(unquote_plus(answer.headers.get("location", "")))
    old = guided.get(prefix + path, params=fields, headers=BROWSER)
    check(Page(old.text), typed, fixed_runs)


def test_no_word_that_was_typed_should_be_logged_or_measured(
    guided: TestClient, journalled: Callable[[], str]
) -> None:
    for path in ADDRESSES:
        fields = dict.fromkeys(FIELDS, "zorglwübique")
        guided.post(path, data=fields, headers=BROWSER)
        guided.get(path, params=fields, headers=BROWSER)
    app = cast(FastAPI, guided.app)
    measured = services_in(app).get(Metrics).exposition("")[0].decode()
    assert "/competences/resultat" in measured
    assert "zorglw" not in (journalled() + measured).lower()
