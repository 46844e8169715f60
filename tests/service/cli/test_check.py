"""Commands on the whole catalogue: build, check, and how places are understood."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from index.artefact import versions
from index.errors import ArtefactMissing, EngineMissing, EvaluationError, InvalidRecords
from index.evaluation.places import COLUMNS
from index.records.jsonl import read_records, to_json
from service.cli import check
from tests.conftest import DATA, make_actor
from tests.hash_encoder import HashEncoder
from tests.searchers import CALIBRATION_FILE
from tests.service.cli.conftest import Run
from tests.towns import write_towns

Write = Callable[..., None]
COMPLETE: dict[str, Any] = {
    "id": "complet",
    "description": " ".join(f"mot{number}" for number in range(80)),
    "familles": ["economie-circulaire"],
    "besoins": ["reparer"],
    "services": [{"nom": "Réparation", "type": "atelier"}],
    "site_web": "https://complet.example/",
    "nom": "Complet",
    "zone_eligibilite": ["59"],
    "forme_juridique": "association",
    "date_source": "2026-01",
    "questions": [f"question {number}" for number in range(8)],
    "publics": ["tous-publics"],
    "territoires": ["hauts-de-france"],
    "lien_source": "https://exemple.example/",
}
NEEDS = [
    {"id": "equipement", "libelle": "S'équiper"},
    *(
        {
            "id": identifier,
            "theme": "equipement",
            "libelle": libelle,
            "description": "Un besoin.",
            "formulations": [f"{identifier} {number}" for number in range(8)],
        }
        for identifier, libelle in (("reparer", "Réparer"), ("jeter", "Jeter [proprement]"))
    ),
]


@pytest.fixture(autouse=True)
def data(monkeypatch: pytest.MonkeyPatch, small_home: Path, tmp_path: Path) -> Path:
    """The folder of data: a few towns and needs, beside the small index."""
    folder = tmp_path / "data"
    (folder / "evaluation").mkdir(parents=True)
    write_towns(folder / "communes.csv")
    needs = "".join(json.dumps(each) + "\n" for each in NEEDS)
    (folder / "needs.jsonl").write_text(needs, encoding="utf-8")
    (folder / "calibration.json").symlink_to(CALIBRATION_FILE)
    monkeypatch.setenv("ORIENTESS_VAR", str(small_home.parent))
    monkeypatch.setenv("ORIENTESS_DATA", str(folder))
    monkeypatch.setenv("COLUMNS", "200")
    return folder


@pytest.fixture
def catalogue(data: Path) -> Write:
    """Writes the catalogue: complete records with some changes."""

    def write(*changes: dict[str, Any]) -> None:
        records = [make_actor(**(COMPLETE | change)) for change in changes]
        text = "".join(to_json(record) + "\n" for record in records)
        (data / "actors.jsonl").write_text(text, encoding="utf-8")

    return write


def test_a_check_should_count_records_and_needs(run: Run, catalogue: Write) -> None:
    catalogue({}, {"id": "autre", "type": "programme", "description": "Tout autre chose. " * 25})
    result = run("check", "data")
    lines = [" ".join(line.replace("│", " ").split()) for line in result.output.splitlines()]
    assert result.exit_code == 0
    assert lines[0].startswith("2 fiches, qualité moyenne ")
    assert lines[0].endswith(" ; 2 besoins en 1 thème.")
    for row in ("type Structure 1", "familles Réemploi et réparation 2", "territoires Corse 0"):
        assert row in lines


def test_a_check_should_tell_what_is_poorly_covered_and_unanswered(
    run: Run, catalogue: Write
) -> None:
    catalogue({})
    output = run("check", "data").output
    assert "Peu couverts : Réemploi et réparation (1) ; " in output
    assert "Besoins sans fiche : Jeter [proprement]" in output


def test_a_check_should_say_when_every_need_is_answered(run: Run, catalogue: Write) -> None:
    catalogue({"besoins": ["reparer", "jeter"]})
    assert "Besoins sans fiche : aucun" in run("check", "data").output


def test_a_check_should_tell_the_records_to_mend_alone(run: Run, catalogue: Write) -> None:
    catalogue({}, {"id": "court", "description": "Trop court.", "publics": []})
    output = run("check", "data").output
    assert "Fiches à reprendre : 1" in output
    assert ", 2 mots ; sans publics ; description de 2 mots (60 à 150)" in output
    assert "  court : qualité " in output
    assert "  complet : " not in output


def test_a_check_in_detail_should_tell_every_record_and_its_advice(
    run: Run, catalogue: Write
) -> None:
    catalogue({})
    output = run("check", "data", "--details").output
    assert "Fiches à reprendre : 0" in output
    assert "  complet : qualité " in output
    assert "      donner une thématique" in output


@pytest.mark.parametrize(("doubtful", "count"), [(True, 1), (False, 0)])
def test_a_check_should_count_the_records_of_old_sources_and_name_them_in_detail(
    doubtful: bool, count: int, run: Run, catalogue: Write
) -> None:
    catalogue({}, {"id": "ancien", "date_source": "2019-03" if doubtful else None})
    assert f"Fiches à revérifier (sources anciennes) : {count}\n" in run("check", "data").output
    assert ("\n  ancien\n" in run("check", "data", "--details").output) is doubtful


@pytest.mark.parametrize(
    ("change", "status"), [({}, 0), ({"besoins": ["voler"]}, 1), ({"code_insee": "59999"}, 1)]
)
def test_a_code_that_nothing_knows_should_fail_the_check(
    change: dict[str, Any], status: int, run: Run, catalogue: Write
) -> None:
    catalogue(change)
    result = run("check", "data")
    assert result.exit_code == status
    assert ("code inconnu : " in result.output) is bool(status)


def test_lines_of_synonyms_at_fault_should_be_told(run: Run, catalogue: Write, data: Path) -> None:
    catalogue(COMPLETE)
    (data / "synonymes.txt").write_text("ordi, pc\nseul\n", encoding="utf-8")
    with pytest.raises(InvalidRecords, match=r"synonymes\.txt:2"):
        run("check", "data")


def test_another_folder_may_be_checked(
    run: Run, catalogue: Write, data: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    catalogue({})
    monkeypatch.setenv("ORIENTESS_DATA", str(tmp_path / "absent"))
    assert run("check", "data", str(data)).output.startswith("1 fiche, ")


@pytest.mark.parametrize("absent", ["actors.jsonl", "needs.jsonl", "communes.csv"])
def test_a_file_that_is_absent_should_be_named(
    absent: str, run: Run, catalogue: Write, data: Path
) -> None:
    catalogue({})
    (data / absent).unlink()
    with pytest.raises(InvalidRecords, match=absent):
        run("check", "data")


@pytest.fixture
def consistent(data: Path, catalogue: Write) -> Path:
    """A catalogue of one record and one need, in which no rule of consistency is missed."""
    needs = "".join(json.dumps(entry) + "\n" for entry in NEEDS[:2])
    text = needs.replace('"reparer"', '"equipement--reparer"')
    (data / "needs.jsonl").write_text(text, encoding="utf-8")
    catalogue({"besoins": ["equipement--reparer"]})
    return data


@pytest.mark.usefixtures("consistent")
def test_a_strict_check_without_expectations_should_say_so_and_pass(run: Run) -> None:
    result = run("check", "data", "--strict")
    assert result.exit_code == 0
    assert "attentes.toml n'existe pas." in result.output
    assert "Attentes manquées : 0" in result.output


def test_a_strict_check_should_list_every_missed_expectation_and_fail(
    run: Run, consistent: Path
) -> None:
    text = '[fiches]\nau_moins = 2\nidentifiants = ["complet", "autre"]'
    (consistent / "attentes.toml").write_text(text, encoding="utf-8")
    result = run("check", "data", "--strict")
    assert result.exit_code == 1
    assert result.output.splitlines()[-3:] == [
        "Attentes manquées : 2",
        "  fiches : 1 ; attendu au moins 2",
        "  fiche « autre » : absente ; attendu présente",
    ]
    assert run("check", "data").exit_code == 0


def test_a_strict_check_should_compare_the_judged_records_with_the_catalogue(
    run: Run, consistent: Path
) -> None:
    qrels = "query-id\tcorpus-id\tscore\nq1\tcomplet\t3\nq1\tdisparu\t2\n"
    (consistent / "evaluation" / "qrels.tsv").write_text(qrels, encoding="utf-8")
    result = run("check", "data", "--strict")
    assert result.exit_code == 1
    assert "  fiches jugées absentes : disparu ; attendu aucun" in result.output


class NamedEncoder(HashEncoder):
    """An encoder that says where it comes from."""

    manifest = SimpleNamespace(source="hash")


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An empty folder where indexes are built, without the real encoder nor all of French."""
    monkeypatch.setenv("ORIENTESS_VAR", str(tmp_path / "var"))
    monkeypatch.setattr("service.cli.build._encoder", lambda *_: NamedEncoder())
    monkeypatch.setattr("index.indexing.text_parts._french_words", lambda: (("pas", 6.2),))
    return tmp_path / "var" / "index"


DESK = {"adresse": "30 rue Cabanis", "commune": "Lille", "code_insee": "59350"}
SIRET = {"siret": "13002526500013"}


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        pytest.param([{}], " : 1 fiches, 14 passages, 34 textes encodés.", id="one"),
        pytest.param(
            [DESK | SIRET, DESK | SIRET | {"id": "autre"}],
            " : 1 fiches, 14 passages, 34 textes encodés ; 1 doublons fusionnés.",
            id="merged",
        ),
        pytest.param(
            [DESK, DESK | {"id": "autre"}],
            " : 2 fiches, 28 passages, 34 textes encodés, 2 regroupés.",
            id="grouped",
        ),
    ],
)
def test_a_build_should_say_what_it_merged_and_grouped(
    changes: list[dict[str, Any]], told: str, run: Run, catalogue: Write, home: Path
) -> None:
    catalogue(*changes)
    version = versions.current_version(home)
    output = run("build").output.strip()
    assert output == f"Index {versions.current_version(home)}{told}"
    assert version is None


def test_a_build_should_turn_imported_places_into_locations_of_their_network(
    run: Run, catalogue: Write, data: Path, home: Path
) -> None:
    catalogue({"id": "lieux-mediation-numerique"})
    (data / "lieux").mkdir()
    (data / "lieux" / "services.toml").symlink_to(DATA / "lieux" / "services.toml")
    place = make_actor(
        **DESK, id="hub--1", latitude=50.64, longitude=3.07, libelles={"sans_presentation": []}
    )
    imports = home.parent / "imports"
    imports.mkdir(parents=True)
    (imports / "hub.jsonl").write_text(to_json(place) + "\n", encoding="utf-8")
    output = run("build").output
    assert "Imports : 1 fiches devenues des lieux, 0 lieux déjà connus." in output
    assert " : 1 fiches, 14 passages, 34 textes encodés, 1 lieux." in output


def test_a_build_should_index_needs_by_their_labels(
    run: Run, catalogue: Write, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalogue({})
    run("build")
    monkeypatch.setenv("ORIENTESS_USE_ENCODER", "0")
    assert versions.current_version(home)
    assert "1 résultat(s)" in run("search", "réparer").output


def test_a_build_should_be_refused_without_its_thesaurus(
    run: Run, catalogue: Write, data: Path, home: Path
) -> None:
    catalogue({})
    (data / "needs.jsonl").unlink()
    with pytest.raises(InvalidRecords, match="le thésaurus"):
        run("build")
    assert not home.exists()


def test_a_build_for_a_server_should_be_refused_at_once_without_its_address(
    run: Run, catalogue: Write, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalogue({})
    monkeypatch.setenv("ORIENTESS_ENGINE", "milvus")
    monkeypatch.delenv("ORIENTESS_ENGINE_URL", raising=False)
    with pytest.raises(EngineMissing, match="milvus demande.*ORIENTESS_ENGINE_URL"):
        run("build")
    assert not home.exists()


PHRASES = (
    ("mise-au-point", "besoin", "réparer un vélo à Lille", "commune", "59350", ""),
    ("mise-au-point", "besoin", "réparer un vélo", "aucun", "", ""),
    ("temoin", "lieu", "Lyon", "commune", "69123", ""),
    ("temoin", "lieu", "Hauts-de-France", "commune", "59350", ""),
    ("temoin", "besoin", "apprendre [b]", "departement", "69", "oui"),
)


@pytest.fixture
def judged(data: Path) -> None:
    """Judged phrases, two of them with a wrong answer."""
    lines = ("\t".join(row) for row in (COLUMNS, *PHRASES))
    (data / "evaluation" / "lieux.tsv").write_text("\n".join(lines), encoding="utf-8")


@pytest.mark.usefixtures("judged")
def test_the_evaluation_of_places_should_give_the_share_of_each_set(run: Run) -> None:
    lines = run("evaluate-places").output.splitlines()
    assert lines[:2] == [
        "mise-au-point : 2 justes sur 2 (100.0%)",
        "temoin : 1 justes sur 3 (33.3%)",
    ]


@pytest.mark.usefixtures("judged")
def test_the_evaluation_of_places_should_show_each_mistake_as_it_was_typed(run: Run) -> None:
    lines = run("evaluate-places").output.splitlines()
    assert lines[2:] == [
        "  [lieu] Hauts-de-France : Hauts-de-France (attendu commune 59350)",
        "  [besoin] apprendre [b] : aucun (attendu departement 69)",
    ]


def test_places_cannot_be_evaluated_without_judged_phrases(run: Run) -> None:
    with pytest.raises(EvaluationError, match="lieux.tsv est illisible"):
        run("evaluate-places")


@pytest.mark.usefixtures("judged")
def test_places_cannot_be_evaluated_without_an_index(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ORIENTESS_VAR", str(tmp_path))
    with pytest.raises(ArtefactMissing, match="orientess build"):
        run("evaluate-places")


@pytest.mark.parametrize("remove", [True, False])
def test_a_question_too_near_a_judged_text_should_be_shown_and_taken_out(
    remove: bool, run: Run, catalogue: Write, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalogue({"questions": [f"demander la chose numéro {number}" for number in range(9)]})
    judged = json.dumps({"_id": "q1", "text": "demander la chose numéro 4"})
    (data / "evaluation" / "queries.jsonl").write_text(f"{judged}\n", encoding="utf-8")
    local = "theme\tbesoins\ttexte\tlieu\nimprimer\treparer\timprimer un CV\tLille\n"
    (data / "evaluation" / "recherches_locales.tsv").write_text(local, encoding="utf-8")
    monkeypatch.setattr(check, "OnnxEncoder", lambda *_, **__: HashEncoder())
    result = run("check", "questions", *(["--retirer"] if remove else []))
    assert "trop près d'un texte jugé : « demander la chose numéro 4 »" in result.output
    assert "1 trop près d'un texte jugé" in result.output or "9 trop près" in result.output
    (record,) = read_records(data / "actors.jsonl")
    assert ("demander la chose numéro 4" in record.questions) is not remove


def test_a_catalogue_without_judged_texts_should_have_its_questions_measured(
    run: Run, catalogue: Write
) -> None:
    catalogue({})
    assert "0 trop près d'un texte jugé" in run("check", "questions").output


PLACES = """id,pivot,nom,commune,code_postal,adresse,services,date_maj
1,18310021300028,Cyber-base,Lille,59000,1 rue de l'Exemple,,2024-04-02
2,18310021300028,[red]Bus,Lille,59000,1 rue de l'Exemple,Cuisine,2024-04-02
"""


def test_a_file_to_publish_should_be_checked_row_by_row(run: Run, tmp_path: Path) -> None:
    path, told = tmp_path / "lieux.csv", tmp_path / "fautes.json"
    path.write_text(PLACES, encoding="utf-8")
    result = run("check", "file", str(path), "--json", str(told))
    assert result.exit_code == 0
    assert "2 lignes lues, 2 gardées" in result.output
    assert "libellé inconnu, gardé tel quel" in result.output
    document = json.loads(told.read_text(encoding="utf-8"))
    faults = [(each["ligne"], each["colonne"], each["valeur"]) for each in document["fautes"]]
    assert (3, "services", "Cuisine") in faults
    assert (document["lignes_lues"], document["refusees"]) == (2, 0)


def test_a_file_with_a_row_refused_should_fail(run: Run, tmp_path: Path) -> None:
    path, told = tmp_path / "lieux.csv", tmp_path / "fautes.csv"
    path.write_text(PLACES + "3,,,Lille,59000,x,,\n", encoding="utf-8")
    result = run("check", "file", str(path), "--csv", str(told))
    assert result.exit_code == 1
    assert "refusé" in result.output
    assert "lieux.csv,4,nom,,nom absent ou trop court,refusé\n" in told.read_text(encoding="utf-8")


def test_the_services_of_a_file_should_be_checked_with_it(run: Run, tmp_path: Path) -> None:
    structures, services = tmp_path / "s.json", tmp_path / "v.json"
    structure = {"id": "x--1", "source": "x", "nom": "Une structure", "date_maj": "2024-01-01"}
    structures.write_text(json.dumps([structure]), encoding="utf-8")
    services.write_text(json.dumps([structure | {"structure_id": "x--2"}]), encoding="utf-8")
    result = run("check", "file", str(structures), "--services", str(services))
    assert "structure absente" in result.output


def test_a_file_of_no_standard_should_not_be_checked(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "lieux.csv"
    path.write_text("nomm,ville\na,b\n", encoding="utf-8")
    with pytest.raises(InvalidRecords, match="nomm, ville"):
        run("check", "file", str(path))
