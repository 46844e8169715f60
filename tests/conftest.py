"""Fixtures: the `actor()` factory, a small catalogue, its artefact, a client of the service."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import is_hypothesis_test

from index.artefact import manifest, versions
from index.encoder.onnx import SERVING_STUDENT, OnnxEncoder
from index.indexing.build import build
from index.places.communes import read_communes
from index.places.gazetteer import Gazetteer
from index.records.jsonl import parse_record
from index.records.models import AnyRecord
from index.search.searcher import Searcher
from index.taxonomy.occupations import Occupation
from index.taxonomy.thesaurus import NeedEntry, Theme, Thesaurus
from service.app import create_app
from service.settings import Settings
from tests.hash_encoder import HashEncoder
from tests.searchers import make_searcher
from tests.shared_data import share

ROOT = Path(__file__).parent.parent
SERVING = ROOT / "var" / "encoder" / "serving"
DATA = Path(os.environ.get("ORIENTESS_DATA") or ROOT / "data").resolve()
"""The folder of data that is tested: an operator may test another catalogue."""
OPEN_DATA = Path(os.environ.get("ORIENTESS_OPEN_DATA") or os.devnull).resolve()
"""The folder of the files that producers publish; without it, nothing is under the null device."""
ENCODER_ABSENT = "encodeur absent"
OPEN_DATA_ABSENT = "données ouvertes absentes"
OTHER_CATALOGUE = "autre catalogue"
MANY_VALUES = pytest.mark.no_cover
"""For tests that ask the same lines many times: counting them would double their time, and the
floor of coverage holds for the others alone."""


def pytest_configure(config: pytest.Config) -> None:
    """Lift the quotas, for every test is one person who asks much; share the data.

    Modules make applications as they are collected: they read the shared data too.
    """
    os.environ.setdefault("ORIENTESS_QUOTA_PER_MINUTE", "0")
    # jsonschema compiles its grammars of IRIs, for two seconds: no schema of ours asks for one
    sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]
    patch = pytest.MonkeyPatch()
    share(patch)
    config.add_cleanup(patch.undo)


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name a case of bytes by its argument: bytes of gzip hold the hour, and would differ."""
    return argname if isinstance(val, bytes) else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip the tests of the real encoder and of our own catalogue where those are absent.

    Lines that properties run are not counted: see `MANY_VALUES`.
    """
    absent = {}
    if not (SERVING / "encoder.json").exists():
        absent["model"] = f"{ENCODER_ABSENT} : make encoder"
    if not is_our_catalogue():
        absent["catalogue"] = f"{OTHER_CATALOGUE} que celui de data/evaluation"
    for item in items:
        if is_hypothesis_test(getattr(item, "obj", None)):
            item.add_marker(MANY_VALUES)
        for marker, reason in absent.items():
            if marker in item.keywords:
                item.add_marker(pytest.mark.skip(reason=reason))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Escape half characters in captured logs: they cannot pass between processes of the tests."""
    report = yield
    report.sections = [
        (name, text.encode(errors="backslashreplace").decode()) for name, text in report.sections
    ]
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print how many tests were skipped for want of the encoder or of data."""
    reasons = [
        report.longrepr[2]
        for report in terminalreporter.stats.get("skipped", [])
        if isinstance(report.longrepr, tuple)
    ]
    for absent in (ENCODER_ABSENT, OPEN_DATA_ABSENT, OTHER_CATALOGUE):
        count = sum(reason.removeprefix("Skipped: ").startswith(absent) for reason in reasons)
        if count:
            terminalreporter.write_line(f"{absent} : {count} tests sautés", yellow=True)


def open_data(path: str) -> pytest.MarkDecorator:
    """Skip a test when a file or a folder of the open data is absent."""
    return pytest.mark.skipif(
        not (OPEN_DATA / path).exists(), reason=f"{OPEN_DATA_ABSENT} : {path} (ORIENTESS_OPEN_DATA)"
    )


def is_our_catalogue() -> bool:
    """True if the data holds every record that our judged queries name, and all their needs."""
    records = [json.loads(line) for line in _lines("actors.jsonl")]
    needs = {json.loads(line)["id"] for line in _lines("needs.jsonl")}
    used = {need for record in records for need in record.get("besoins", ())}
    judged = {line.split("\t")[1] for line in _lines("evaluation/qrels.tsv")[1:]}
    return judged <= {record["id"] for record in records} and used <= needs


def _lines(name: str) -> list[str]:
    """The lines of a file of data that are not blank; none when it is absent."""
    path = DATA / name
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    return [line for line in text.split("\n") if line.strip()]


def months_ago(number: int) -> str:
    """The month that was this number of months ago, "AAAA-MM"."""
    today = date.today()
    year, month = divmod(today.year * 12 + today.month - 1 - number, 12)
    return f"{year}-{month + 1:02}"


def make_actor(**fields: Any) -> AnyRecord:
    """A valid record: a test gives only the fields that matter to it."""
    defaults = {
        "type": "structure",
        "id": "exemple",
        "nom": "Exemple",
        "description": "Une structure qui sert d'exemple dans les tests.",
        "date_maj": "2026-01-15",
    }
    return parse_record(json.dumps(defaults | fields))


def make_thesaurus(**labels: str) -> Thesaurus:
    """A thesaurus of one theme: identifier -> label of each need, asked for in eight ways."""
    needs = {
        identifier: NeedEntry(
            id=identifier,
            theme="theme",
            libelle=label,
            description=f"{label}, en détail.",
            formulations=tuple(f"{label} {number}" for number in range(8)),
        )
        for identifier, label in labels.items()
    }
    return Thesaurus({"theme": Theme(id="theme", libelle="Thème")}, needs)


def make_occupation(
    identifier: str, skills: Sequence[str], useful: Sequence[str] = (), **fields: Any
) -> Occupation:
    """A job, or a role, that asks for some essential skills and for some useful ones."""
    levels = {"essentielle": skills, "utile": useful}
    asked = [
        {"libelle": label, "niveau": level} for level, labels in levels.items() for label in labels
    ]
    defaults = {"id": identifier, "type": "metier", "nom": identifier, "competences": asked}
    return Occupation.model_validate(defaults | fields)


@pytest.fixture
def actor() -> Callable[..., AnyRecord]:
    """The factory of records."""
    return make_actor


SMALL_CATALOGUE: tuple[AnyRecord, ...] = (
    make_actor(
        id="atelier-phenix",
        nom="Atelier Phénix",
        description=(
            "Un atelier d'insertion qui reconditionne des smartphones et des ordinateurs. "
            "Il les revend à petit prix aux habitants de Lille."
        ),
        familles=["economie-circulaire"],
        services=[{"nom": "Réparation de smartphones", "type": "aide-materielle"}],
        publics=["tous-publics"],
        frais="payant",
        modes_accueil=["en-presentiel"],
        commune="Lille",
        code_postal="59000",
        code_insee="59350",
        latitude=50.6333,
        longitude=3.0667,
        zone_eligibilite=["59"],
        territoires=["hauts-de-france"],
        telephone="+33320000000",
        site_web="https://phenix.example/",
        lien_source="https://phenix.example/",
    ),
    make_actor(
        id="reseau-libre",
        nom="Réseau Libre",
        sigle="RL",
        description="Un fournisseur d'accès à internet associatif, avec fibre et téléphonie.",
        familles=["telecoms-solidaires"],
        services=[{"nom": "Abonnement internet", "description": "Une connexion fibre."}],
        publics=["seniors", "jeunes"],
        frais="payant",
        modes_accueil=["a-distance"],
        commune="Lyon",
        code_insee="69123",
        latitude=45.7485,
        longitude=4.8467,
        zone_eligibilite=["69"],
        territoires=["auvergne-rhone-alpes"],
    ),
    make_actor(
        id="clic-pour-tous",
        type="programme",
        nom="Clic pour tous",
        description=(
            "Un programme national qui apprend à se servir d'un ordinateur et à faire ses "
            "démarches administratives en ligne. Des aidants accompagnent chaque personne."
        ),
        familles=["inclusion-education-populaire"],
        services=[{"nom": "Ateliers pour débuter", "type": "atelier"}],
        publics=["tous-publics", "associations"],
        frais="gratuit",
        modes_accueil=["en-presentiel", "a-distance"],
        zone_eligibilite=["france"],
        territoires=["france-entiere"],
        competences_recherchees=["bénévoles patients"],
    ),
    make_actor(
        id="logiciels-communs",
        nom="Logiciels Communs",
        description="Une coopérative qui développe des logiciels libres pour les associations.",
        familles=["communs-numeriques", "plateformes-cooperatives"],
        publics=["associations"],
        modes_accueil=["a-distance"],
        territoires=["france-entiere"],
        zone_eligibilite=["france"],
    ),
    make_actor(
        id="mairie-cherche-benevoles",
        type="besoin",
        nom="La mairie cherche des bénévoles",
        description="Une mairie cherche des bénévoles pour animer un Repair Café le samedi.",
        commune="Villeneuve-d'Ascq",
        latitude=50.6189,
        longitude=3.1306,
        territoires=["hauts-de-france"],
    ),
)


@pytest.fixture(scope="session")
def small_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a published index of the small catalogue, made by the hash encoder."""
    home = tmp_path_factory.mktemp("var") / "index"
    build(SMALL_CATALOGUE, HashEncoder(), "hash", home)
    return home


@pytest.fixture(scope="session")
def searcher(small_home: Path) -> Searcher:
    """A searcher over the small catalogue."""
    return make_searcher(manifest.read(small_home / versions.CURRENT), HashEncoder())


@pytest.fixture(scope="session")
def settings(small_home: Path) -> Settings:
    """Settings over the small catalogue, words only: no real encoder is opened."""
    return Settings(var=small_home.parent, use_encoder=False, reload_seconds=0.05)


@pytest.fixture(scope="session")
def client(settings: Settings) -> Iterator[TestClient]:
    """A client of the service over the small catalogue."""
    with TestClient(create_app(settings)) as opened:
        yield opened


@pytest.fixture(scope="session")
def located_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a published index of two networks with locations, and their two needs."""
    # which makes its records with this module
    from tests.locations import LOCATED_CATALOGUE, LOCATIONS, PAPERS, WIFI

    home = tmp_path_factory.mktemp("var") / "index"
    labels = {PAPERS: "Remplir des papiers en ligne", WIFI: "Trouver du wifi gratuit"}
    needs = make_thesaurus(**labels)
    build(
        LOCATED_CATALOGUE,
        HashEncoder(),
        "hash",
        home,
        thesaurus=needs,
        locations=LOCATIONS,
    )
    return home


@pytest.fixture(scope="session")
def located_searcher(located_home: Path) -> Searcher:
    """A searcher over the networks with locations, which knows all the communes of France."""
    gazetteer = Gazetteer(read_communes(ROOT / "data" / "communes.csv"))
    opened = manifest.read(located_home / versions.CURRENT)
    return make_searcher(opened, HashEncoder(), gazetteer=gazetteer)


@pytest.fixture(scope="session")
def located_client(located_home: Path) -> Iterator[TestClient]:
    """A client of the service over the networks with locations, words only."""
    settings = Settings(var=located_home.parent, use_encoder=False, reload_seconds=0.05)
    with TestClient(create_app(settings)) as opened:
        yield opened


@pytest.fixture(scope="session")
def real_encoder() -> OnnxEncoder:
    """The encoder that serves; tests that use it are marked `model`."""
    return OnnxEncoder(SERVING, at_once=2)


@pytest.fixture(scope="session")
def real_student() -> OnnxEncoder:
    """The student of the encoder that serves; tests that use it are marked `model`."""
    return OnnxEncoder(SERVING.parent / SERVING_STUDENT)
