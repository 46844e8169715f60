"""What the developers' guide gives to copy, run as it is against the service."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from service.app import create_app
from service.auth.keys import Keys
from service.auth.rights import Rights, Scope
from service.developers import handbook
from service.developers.curl_recipes import RECORD, recipes
from service.feedback.reports import REASONS, SECTIONS
from service.http import cors
from service.http.problems import TITLES
from service.http.routes import MCP
from service.presentation.messages import EMBED_SEARCH
from service.search.schemas import RechercheReponse, ResultatReponse
from service.settings import Settings
from service.storage.store import open_store
from tests.browser.conftest import served
from tests.service.page import read

CURL, NODE = shutil.which("curl"), shutil.which("node")
BODY = '{"q": "apprendre à se servir d\'un ordinateur", "frais": ["gratuit"], "size": 2}'
FOUND, KNOWN = "Clic pour tous", "clic-pour-tous"
CLIENT = Path(__file__).parents[3] / "clients/python/src"
LIMIT_S = 60
NEEDS_CURL = pytest.mark.skipif(CURL is None, reason="curl n'est pas installé")
NEEDS_NODE = pytest.mark.skipif(NODE is None, reason="node n'est pas installé")


@pytest.fixture(scope="module")
def endless(small_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings over the small catalogue, with a store of their own, where nobody has a quota."""
    var = tmp_path_factory.mktemp("recettes")
    (var / "index").symlink_to(small_home)
    return Settings(var=var, use_encoder=False, quota_per_minute=0)


@pytest.fixture(scope="module")
def site(endless: Settings) -> Iterator[str]:
    """The address of the service."""
    with served(create_app(endless)) as address:
        yield address


def run(command: list[str], folder: Path) -> str:
    """What a command says; it must end well."""
    ended = subprocess.run(  # noqa: S603 - our own examples
        command, cwd=folder, capture_output=True, text=True, timeout=LIMIT_S, check=False
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def typed(name: str, site: str, folder: Path) -> str:
    """What a recipe answers, typed in a shell."""
    return run(["bash", "-c", recipes(site)[name]], folder)


@NEEDS_CURL
def test_the_first_search_by_curl_should_find(site: str, tmp_path: Path) -> None:
    answer = json.loads(run(["bash", "-c", handbook.calls(site, BODY)["curl"]], tmp_path))
    assert answer["items"][0]["fiche"]["nom"] == FOUND


def test_the_first_search_in_python_should_find(site: str, tmp_path: Path) -> None:
    said = run([sys.executable, "-c", handbook.calls(site, BODY)["Python"]], tmp_path)
    assert said.startswith(f"{FOUND} : ")


def test_the_first_search_by_our_client_should_find(site: str, tmp_path: Path) -> None:
    code = handbook.calls(site, BODY)[handbook.CLIENT]
    command = ["env", f"PYTHONPATH={CLIENT}", sys.executable, "-c", code]
    assert run(command, tmp_path).startswith(f"{FOUND} : ")


@NEEDS_NODE
def test_the_first_search_in_javascript_should_find(site: str, tmp_path: Path) -> None:
    code = tmp_path / "appel.mjs"
    code.write_text(handbook.calls(site, BODY)["JavaScript"], encoding="utf-8")
    assert run([str(NODE), str(code)], tmp_path).startswith(f"{FOUND} : ")


@NEEDS_CURL
def test_a_key_should_be_presented(site: str, tmp_path: Path) -> None:
    assert json.loads(typed("cle", site, tmp_path))["detail"]


@NEEDS_CURL
def test_a_search_should_be_had_as_a_table_and_as_a_map(site: str, tmp_path: Path) -> None:
    typed("csv", site, tmp_path)
    header, first, *_ = (tmp_path / "recherche.csv").read_text(encoding="utf-8").splitlines()
    assert header.startswith("rang,")
    assert FOUND in first
    typed("carte", site, tmp_path)
    found = json.loads((tmp_path / "recherche.geojson").read_text(encoding="utf-8"))
    assert found["features"][0]["properties"]["nom"] == FOUND


@NEEDS_CURL
def test_a_batch_should_be_answered(site: str, tmp_path: Path) -> None:
    items = json.loads(typed("lot", site, tmp_path))["items"]
    assert [each["probleme"] for each in items] == [None, None]


@NEEDS_CURL
def test_a_file_of_needs_should_come_back_answered(
    site: str, endless: Settings, tmp_path: Path
) -> None:
    (tmp_path / "besoins.csv").write_text("besoin,lieu\nréparer un smartphone,Lille\n", "utf-8")
    rights = Rights(name="Partenaire", scopes=(Scope.LECTURE,))
    secret, _ = Keys(open_store(endless)).create(rights)
    run(["bash", "-c", recipes(site)["fichier"].replace("orientess_…", secret)], tmp_path)
    heading, first = (tmp_path / "reponses.csv").read_text("utf-8").splitlines()
    assert heading.startswith("besoin,lieu,resultat_statut")
    assert "atelier-phenix" in first


@NEEDS_CURL
def test_suggestions_should_be_had(site: str, tmp_path: Path) -> None:
    items = json.loads(typed("suggestions", site, tmp_path))["items"]
    assert any(re.match("(Faire )?[Rr]éparer", each["libelle"]) for each in items)


@NEEDS_CURL
def test_the_catalogue_should_be_had_once_and_again_only_when_it_changed(
    site: str, tmp_path: Path
) -> None:
    typed("export", site, tmp_path)
    catalogue = tmp_path / "catalogue.jsonl"
    lines = catalogue.read_text(encoding="utf-8")
    assert lines.count("\n") == 5
    typed("suite", site, tmp_path)
    assert catalogue.read_text(encoding="utf-8") == lines
    catalogue.write_text("gardé", encoding="utf-8")
    typed("suite", site, tmp_path)
    assert catalogue.read_text(encoding="utf-8") == "gardé"


@NEEDS_CURL
def test_records_should_be_listed_and_changes_told(site: str, tmp_path: Path) -> None:
    assert json.loads(typed("liste", site, tmp_path))["lieu"]["code"] == "59"
    assert json.loads(typed("changements", site, tmp_path))["items"] == []


@NEEDS_CURL
@pytest.mark.parametrize("name", ["avis", "signalement"])
def test_what_is_written_without_a_real_key_should_be_refused(
    site: str, tmp_path: Path, name: str
) -> None:
    assert json.loads(typed(name, site, tmp_path))["title"] == TITLES[401]


@NEEDS_CURL
@pytest.mark.parametrize("name", ["avis", "signalement"])
def test_what_is_written_with_a_key_should_be_kept(
    site: str, endless: Settings, tmp_path: Path, name: str
) -> None:
    rights = Rights(name="Partenaire", scopes=(Scope.ECRITURE,))
    secret, _ = Keys(open_store(endless)).create(rights)
    command = recipes(site)[name].replace("orientess_…", secret).replace(RECORD, KNOWN)
    answer = json.loads(run(["bash", "-c", command], tmp_path))
    assert answer["fiche"] == KNOWN, answer


def test_assistants_should_be_given_the_address_of_the_tools(client: TestClient) -> None:
    servers = json.loads(recipes("https://orientess.example")["mcp"])["mcpServers"]
    assert servers["orientess"] == {"type": "http", "url": f"https://orientess.example{MCP}"}


def test_the_guide_should_tell_the_codes_of_a_reported_mistake(client: TestClient) -> None:
    told = set(read(client, "/api").texts("code"))
    assert told >= {*REASONS, *SECTIONS}


def test_the_guide_should_tell_the_fields_of_an_answer_and_where_a_sheet_is(
    client: TestClient,
) -> None:
    told = set(read(client, "/api").texts("code"))
    fields = {*RechercheReponse.model_fields, *ResultatReponse.model_fields}
    plain = {"rang", "total", "page", "size", "pages", "version_index", "appreciation", "doublons"}
    assert fields - plain <= told
    assert {"fiche.site_web", "fiche.lien_source", "http://testserver/fiches/{id}"} <= told
    assert client.get(f"/fiches/{KNOWN}").status_code == 200


def test_the_guide_should_give_every_recipe_for_this_very_site(client: TestClient) -> None:
    guide = read(client, "/api").texts("pre")
    for command in recipes("http://testserver").values():
        assert " ".join(command.split()) in guide


@pytest.mark.parametrize(
    ("quotas", "said", "unsaid"),
    [
        ((300, 3000), ["300 requêtes par minute et par adresse", "Une clé en donne 3 000"], []),
        ((60, 0), ["60 requêtes par minute et par adresse", "Une clé n'a pas de limite"], []),
        ((0, 3000), ["Ici, les requêtes sans clé ne sont pas limitées."], ["par adresse"]),
    ],
)
def test_the_guide_should_tell_the_quotas_of_this_very_site(
    settings: Settings, quotas: tuple[int, int], said: list[str], unsaid: list[str]
) -> None:
    chosen = {"quota_per_minute": quotas[0], "key_quota_per_minute": quotas[1]}
    with TestClient(create_app(settings.model_copy(update=chosen))) as opened:
        main = read(opened, "/api").texts("main")[0].replace("\u202f", " ").replace("\xa0", " ")
    assert [each for each in said if each not in main] == []
    assert [each for each in unsaid if each in main] == []


def test_the_guide_should_lead_to_assistants_to_other_sites_and_to_our_client(
    client: TestClient,
) -> None:
    guide = read(client, "/api")
    assert guide.link("Depuis un assistant (MCP)") == "#mcp"
    assert {"id": "mcp"} in guide.all("h2")
    assert guide.link(EMBED_SEARCH) == "/integrer"
    assert "pip install ./clients/python" in guide.texts("code")
    assert "Seuls les avis et les signalements demandent une clé." in guide.texts("main")[
        0
    ].replace("\xa0", " ")


def test_the_guide_should_say_what_pages_of_other_sites_may_do(client: TestClient) -> None:
    told = set(read(client, "/api").texts("code"))
    assert told >= {*cors.METHODS, *cors.ACCEPTED, *cors.EXPOSED}
    assert f"http://testserver{MCP}" in told
