"""Mappings: a native format is told in TOML, and reads as médiation numérique."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from index.errors import InvalidRecords
from index.importers import mediation_codes as codes
from index.importers.cells import fold_label
from index.importers.mediation_codes import COLUMNS
from index.importers.native_mapping import BUILT_IN, FieldRule, NativeFormat, read_mapping
from index.importers.row_reader import Row

Write = Callable[[str], Path]
BUILT_INS = sorted(path.stem for path in BUILT_IN.glob("*.toml"))
KNOWN = {
    "services": codes.SERVICES,
    "publics_specifiquement_adresses": codes.PUBLICS,
    "prise_en_charge_specifique": codes.CARE,
    "frais_a_charge": codes.FEES,
    "modalites_accompagnement": codes.SUPPORT,
    "dispositif_programmes_nationaux": {fold_label(each): each for each in codes.PROGRAMME_CODES},
    "typologie": {fold_label(each): each for each in codes.TYPOLOGIES},
    "formations_labels": {fold_label(each): each for each in codes.TRAINING_LABELS},
}
"""Field of the schema -> the labels that an import understands, folded."""


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a mapping."""

    def writes(content: str) -> Path:
        path = tmp_path / "maison.toml"
        path.write_text(content, encoding="utf-8")
        return path

    return writes


@pytest.mark.parametrize(
    ("rule", "row", "expected"),
    [
        pytest.param(FieldRule(de=("a",)), {"a": " Cyber  base "}, "Cyber base", id="one column"),
        pytest.param(
            FieldRule(de=("a", "b")), {"a": "12", "b": "rue X"}, "12 rue X", id="two columns"
        ),
        pytest.param(FieldRule(de=("a", "b"), joint=", "), {"a": 1, "b": 2}, "1, 2", id="joined"),
        pytest.param(FieldRule(de=("a", "b")), {"a": "", "b": None}, "", id="nothing"),
        pytest.param(FieldRule(de=("a",)), {}, "", id="no such column"),
        pytest.param(FieldRule(de=("a",)), {"a": ["x", "y"]}, "x; y", id="list"),
        pytest.param(FieldRule(de=("a",)), {"a": 0}, "0", id="zero"),
        pytest.param(
            FieldRule(de=("a",), motif=r"\d{5}"), {"a": "à 33000 B"}, "33000", id="pattern"
        ),
        pytest.param(
            FieldRule(de=("a",), motif=r"^(.*) -"), {"a": "rue X - B"}, "rue X", id="group"
        ),
        pytest.param(FieldRule(de=("a",), motif=r"\d"), {"a": "rue"}, "", id="pattern not found"),
        pytest.param(FieldRule(oui={"a": "L"}), {"a": "Oui"}, "L", id="yes"),
        pytest.param(FieldRule(oui={"a": "L"}), {"a": True}, "L", id="true"),
        pytest.param(FieldRule(oui={"a": "L", "b": "M"}), {"a": "X", "b": 1}, "L|M", id="two yes"),
        pytest.param(FieldRule(oui={"a": "L"}), {"a": "non"}, "", id="no"),
        pytest.param(FieldRule(oui={"a": "L"}), {"a": "oui sauf lundi"}, "", id="not a plain yes"),
        pytest.param(
            FieldRule(de=("a",), valeurs={"Wifi": "L"}), {"a": "du WIFI, un bar"}, "L", id="word"
        ),
        pytest.param(FieldRule(de=("a",), valeurs={"Wifi": "L"}), {"a": "wifis"}, "", id="part"),
        pytest.param(
            FieldRule(de=("a",), valeurs={"x": "L", "y": "L"}),
            {"a": "x y"},
            "L",
            id="each label once",
        ),
        pytest.param(FieldRule(toujours=("L", "M")), {}, "L|M", id="always"),
        pytest.param(FieldRule(de=("a",), par_defaut="D"), {"a": ""}, "D", id="by default"),
        pytest.param(
            FieldRule(de=("a",), par_defaut="D"), {"a": "x"}, "x", id="default not needed"
        ),
    ],
)
def test_a_rule_should_fill_a_field(rule: FieldRule, row: Row, expected: str) -> None:
    assert rule.value(row) == expected


def test_a_native_row_should_hold_its_source_and_no_empty_field() -> None:
    native = NativeFormat(
        "Maison", {"nom": FieldRule(de=("Lieu",)), "commune": FieldRule(de=("Ville",))}
    )
    assert native.row({"Lieu": "Cyber", "Ville": ""}) == {"source": "Maison", "nom": "Cyber"}


def test_a_mapping_should_be_read_from_a_file(write: Write) -> None:
    path = write('source = "Maison"\n[nom]\nde = "Lieu"\n[services]\noui = { "Wifi" = "Accès" }\n')
    assert read_mapping(path).row({"Lieu": "Cyber", "Wifi": "oui"}) == {
        "source": "Maison", "nom": "Cyber", "services": "Accès",
    }  # fmt: skip


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("", id="empty"),
        pytest.param('[nom]\nde = "Lieu"\n', id="no source"),
        pytest.param("source = ", id="no toml"),
        pytest.param('source = "M"\nnom = "Lieu"\n', id="no rule"),
        pytest.param('source = "M"\n[nom]\nd = "Lieu"\n', id="unknown word"),
        pytest.param('source = "M"\n[nom]\nde = 3\n', id="no column"),
    ],
)
def test_a_mapping_that_is_not_understood_should_be_refused(content: str, write: Write) -> None:
    with pytest.raises(InvalidRecords, match="une correspondance") as caught:
        read_mapping(write(content))
    assert caught.value.errors[0].file == "maison.toml"


def test_a_mapping_that_is_absent_should_be_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidRecords, match=r"absente\.toml"):
        read_mapping(tmp_path / "absente.toml")


def test_there_should_be_a_mapping_for_each_native_format() -> None:
    named = {"bibliotheques", "cnfs", "france-services", "gironde", "hinaura", "numi", "paca"}
    assert named <= set(BUILT_INS)


@pytest.mark.parametrize("name", BUILT_INS)
def test_a_built_in_mapping_should_fill_fields_of_the_schema(name: str) -> None:
    native = read_mapping(Path(name))
    assert native.source
    assert set(native.rules) <= set(COLUMNS)
    assert {"nom", "commune", "adresse", "services"} <= set(native.rules)


@pytest.mark.parametrize("name", BUILT_INS)
def test_a_built_in_mapping_should_only_give_labels_that_are_understood(name: str) -> None:
    given = {
        (field, label)
        for field, rule in read_mapping(Path(name)).rules.items()
        if field in KNOWN
        for label in (*rule.oui.values(), *rule.valeurs.values(), *rule.toujours, rule.par_defaut)
        if label
    }
    unknown = {(field, label) for field, label in given if fold_label(label) not in KNOWN[field]}
    assert unknown == set()
