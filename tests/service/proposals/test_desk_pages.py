"""The operator's page: who opens it, what it shows, and how it settles what waits."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from pydantic import JsonValue

from index.records.jsonl import read_records
from service.app import create_app
from service.auth.keys import Keys
from service.auth.quotas import Allowance, Quotas
from service.auth.rights import Rights, Scope
from service.feedback.opinions import Feedback, Opinion
from service.feedback.reports import Report, Reports
from service.proposals import acceptance
from service.proposals.proposal import Kind, Proposal, Status
from service.proposals.table import Proposals
from service.settings import Settings
from service.storage.store import Store, open_store
from tests.service.page import BROWSER, HOSTILE, Page, read
from tests.service.services import replace_services

DESK = "/reception"
PROOF = "https://phenix.example/contact"


def key(store: Store, scope: Scope = Scope.RECEPTION) -> str:
    """The secret of a new key."""
    hosts = ("https://exemple.fr",) if scope is Scope.WIDGET else ()
    return Keys(store).create(Rights(name="Équipe", scopes=(scope,), hosts=hosts))[0]


def send(client: TestClient, secret: str, site: str = "", **typed: Any) -> Any:
    """Send a form of the page as a browser does."""
    headers = BROWSER | ({"sec-fetch-site": site} if site else {})
    return client.post(DESK, data={"cle": secret, **typed}, headers=headers)


def test_the_page_should_ask_for_a_key(client: TestClient, proposals: Proposals) -> None:
    proposals.add(Proposal(Kind.NEW, PROOF, "", {"nom": "Atelier du Clic"}))
    page = read(client, DESK)
    assert page.field("cle")["type"] == "password"
    assert "Atelier du Clic" not in page.html
    assert page.all("script") == []


@pytest.mark.parametrize("secret", ["", "inconnue", "orientess_" + "a" * 43])
def test_a_wrong_key_should_be_asked_for_again_and_open_nothing(
    client: TestClient, proposals: Proposals, secret: str
) -> None:
    proposals.add(Proposal(Kind.CONFIRMATION, PROOF, "atelier-phenix"))
    answer = send(client, secret, action="accepter", numero=1)
    page = Page(answer.text)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert page.field("cle")["aria-describedby"] == "erreur-cle conseil-cle"
    assert "value" not in page.field("cle")
    assert proposals.all()[0].status == Status.WAITING


@pytest.mark.parametrize("scope", [each for each in Scope if each is not Scope.RECEPTION])
def test_a_key_of_another_scope_should_open_nothing(
    client: TestClient, store: Store, scope: Scope
) -> None:
    answer = send(client, key(store, scope))
    assert answer.status_code == 403
    assert "Ce qui attend" not in answer.text


def test_a_revoked_key_should_open_nothing(client: TestClient, store: Store) -> None:
    secret, made = Keys(store).create(Rights(name="Équipe", scopes=(Scope.RECEPTION,)))
    Keys(store).revoke(made.id)
    assert send(client, secret).status_code == 401


def test_everything_that_waits_should_be_shown_together(
    client: TestClient, store: Store, proposals: Proposals
) -> None:
    changes: dict[str, JsonValue] = {
        "telephone": "+33320000001",
        "besoins": ["reemploi--reparer-ordinateur"],
    }
    proposals.add(Proposal(Kind.CORRECTION, PROOF, "atelier-phenix", changes))
    proposals.add(Proposal(Kind.NEW, PROOF, "", {"nom": f"Atelier phénix{HOSTILE}"}))
    Reports(store).add(Report("reseau-libre", "contact", "contact", f"Faux {HOSTILE}"))
    Feedback(store).add(Opinion("clic-pour-tous", "", useful=False, words="un ordi"))
    page = Page(send(client, key(store)).text)
    assert page.texts("h2") == ["2 propositions", "1 signalement", "1 avis"]
    assert page.texts("del") == ["+33320000000"]
    assert page.texts("ins")[:2] == ["+33320000001", "Faire réparer un ordinateur"]
    assert [each["href"] for each in page.all("a") if each["href"] == PROOF] == [PROOF] * 2
    assert page.texts("blockquote") == [f"Faux {HOSTILE}", "un ordi"]
    assert page.foreign_scripts == []


def test_the_browser_should_be_told_to_store_nothing(client: TestClient, store: Store) -> None:
    answer = send(client, key(store))
    assert answer.headers["cache-control"] == "private, no-store"
    assert "set-cookie" not in answer.headers
    assert answer.headers["referrer-policy"] == "no-referrer"


def test_a_header_should_open_the_page_too(client: TestClient, own_settings: Settings) -> None:
    headers = BROWSER | {"Authorization": f"Bearer {key(open_store(own_settings))}"}
    assert "Ce qui attend" in client.get(DESK, headers=headers).text
    answer = client.post(DESK, headers=headers)
    assert (answer.status_code, "Ce qui attend" in answer.text) == (200, True)


def test_another_site_should_settle_nothing(
    client: TestClient, store: Store, proposals: Proposals
) -> None:
    proposals.add(Proposal(Kind.CONFIRMATION, PROOF, "atelier-phenix"))
    answer = send(client, key(store), site="cross-site", action="accepter", numero=1)
    assert answer.status_code == 403
    assert proposals.all()[0].status == Status.WAITING


def test_a_proposal_should_be_accepted_into_the_catalogue(
    client: TestClient, store: Store, proposals: Proposals, catalogue: Path
) -> None:
    changes = {"telephone": "+33320000001"}
    proposals.add(Proposal(Kind.CORRECTION, PROOF, "atelier-phenix", changes))
    answer = send(client, key(store), action="accepter", numero=1)
    page = Page(answer.text)
    assert answer.status_code == 200
    assert page.texts("h2")[0] == "0 proposition"
    assert any("« orientess build »" in each for each in page.texts("p"))
    record = next(each for each in read_records(catalogue) if each.id == "atelier-phenix")
    assert (record.telephone, record.preuves) == ("+33320000001", {"telephone": PROOF})
    again = send(client, key(store), action="accepter", numero=1)
    assert again.status_code == 422
    assert any("n'a le numéro 1" in each for each in Page(again.text).texts("p"))


def test_a_refusal_should_need_a_reason(
    client: TestClient, store: Store, proposals: Proposals
) -> None:
    proposals.add(Proposal(Kind.CONFIRMATION, PROOF, "atelier-phenix"))
    assert send(client, key(store), action="refuser", numero=1).status_code == 422
    answer = send(client, key(store), action="refuser", numero=1, motif="Pas sur la page.")
    assert answer.status_code == 200
    assert [each.reason for each in proposals.all()] == ["Pas sur la page."]


def test_reports_and_opinions_should_be_settled(client: TestClient, store: Store) -> None:
    Reports(store).add(Report("reseau-libre", "contact"))
    Feedback(store).add(Opinion("clic-pour-tous", "", useful=False))
    opinion = Feedback(store).all()[0].number
    send(client, key(store), action="signalement-traite", numero=1)
    send(client, key(store), action="avis-ecarte", numero=opinion)
    assert [each.status for each in Reports(store).all()] == ["traite"]
    assert [each.judgement for each in Feedback(store).all()] == ["ecarte"]


@pytest.mark.parametrize("number", ["-1", "9" * 30, "un", "1.5"])
def test_a_number_that_is_none_should_be_refused(
    client: TestClient, store: Store, number: str
) -> None:
    assert send(client, key(store), action="accepter", numero=number).status_code == 422


def test_an_action_that_is_none_should_be_refused(client: TestClient, store: Store) -> None:
    assert send(client, key(store), action="effacer", numero=1).status_code == 422


def test_a_catalogue_that_cannot_be_written_should_name_the_command(
    client: TestClient, store: Store, proposals: Proposals, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any) -> None:
        raise PermissionError(13, "refusé", "actors.jsonl")

    monkeypatch.setattr(acceptance, "put", refuse)
    proposals.add(Proposal(Kind.CONFIRMATION, PROOF, "atelier-phenix"))
    answer = send(client, key(store), action="accepter", numero=1)
    assert answer.status_code == 503
    assert any("orientess proposals accept 1" in each for each in Page(answer.text).texts("p"))
    assert proposals.all()[0].status == Status.WAITING


def test_a_store_that_fails_should_be_a_problem(client: TestClient, tmp_path: Path) -> None:
    (tmp_path / "store.sqlite3").mkdir()
    assert send(client, "orientess_" + "a" * 43).status_code == 503


class _Spent:
    """A count of requests in which one wrong key is left to a client."""

    def __init__(self) -> None:
        self.identities: list[str] = []

    def refusal(self, identity: str, _per_minute: int) -> Allowance | None:
        return Allowance(False, 5, 0, 7) if identity in self.identities else None

    async def take(self, identity: str, _per_minute: int, _cost: int = 1) -> Allowance:
        allowed = identity not in self.identities
        self.identities.append(identity)
        return Allowance(allowed, 5, 0, 7)


def test_many_wrong_keys_should_be_refused_and_never_a_good_one(
    client: TestClient, store: Store
) -> None:
    spent, wrong = _Spent(), "orientess_" + "b" * 43
    replace_services(client.app, {Quotas: spent})
    assert send(client, wrong).status_code == 401
    assert [each.startswith("essai:") for each in spent.identities] == [True]
    answer = send(client, wrong)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "7")
    assert send(client, key(store)).status_code == 200


def test_wrong_keys_should_leave_the_good_one_and_the_forms_of_the_address(
    own_settings: Settings,
) -> None:
    """A few more than the quota allows, as somebody behind the same address may try."""
    settings = own_settings.model_copy(update={"quota_per_minute": 10})
    with TestClient(create_app(settings)) as opened:
        statuses = [send(opened, f"orientess_{number:043}").status_code for number in range(12)]
        assert statuses == [401] * 10 + [429] * 2
        assert send(opened, key(open_store(settings))).status_code == 200
        assert opened.get("/api/v1/facets").status_code == 200
        assert opened.post("/signaler", data={}, headers=BROWSER).status_code != 429
