"""The form checked: what becomes a proposal, and what is told beside each field."""

from __future__ import annotations

from typing import Any

import pytest

from index.places.communes import Commune
from service.proposals.check import (
    COMMUNE_TOO,
    NOTHING_CHANGED,
    POSTAL_TOO,
    WHOLE,
    Directory,
    check_form,
    check_proof,
)
from service.proposals.fields import (
    MAX_NEEDS,
    NOT_LISTED,
    PROOF_FIELD,
    SEVERAL_PUBLICS,
    TEXTS,
    TOO_MANY_NEEDS,
    ProposalForm,
    filled_form,
)
from service.proposals.proposal import Kind
from tests.conftest import make_actor

LILLE = Commune(
    "59350", "Lille", "commune", ("59000",), "59", "32", "", "FR", 230_000, 50.63, 3.06, False, ""
)
NEEDS = {"reparer", *(f"besoin-{number}" for number in range(MAX_NEEDS + 1))}
PAGE = "https://clic.example/contact"
TYPED = {"nom": "Atelier du Clic", "description": "On répare des ordinateurs.", "preuve": PAGE}
RECORD = make_actor(
    id="relais",
    nom="Le Relais",
    description="On répare… « tout » ce qui se répare.",
    telephone="+33320000000",
    publics=["jeunes", "seniors"],
    besoins=["reparer"],
    adresse="3 rue du Bac",
    complement_adresse="Bâtiment B",
    code_postal="59000",
    commune="Lille",
    code_insee="59350",
    latitude=50.6321,
    longitude=3.0567,
)


def directory(*names: str) -> Directory:
    def commune_of(postal: str, name: str) -> Commune | None:
        return LILLE if (postal, name.lower()) == ("59000", "lille") else None

    return Directory(commune_of, NEEDS, names)


def proposed(record: Any = None, **typed: Any) -> dict[str, Any]:
    """The changes of the proposal that a form makes."""
    form = ProposalForm(**TYPED) if record is None else filled_form(record)
    given = form.model_copy(update={"preuve": PAGE, **typed})
    proposal, errors = check_form(given, record, directory())
    assert (errors, proposal is None) == ({}, False)
    assert proposal is not None
    return dict(proposal.changes)


def errors(record: Any = None, names: tuple[str, ...] = (), **typed: Any) -> dict[str, str]:
    """The errors of a form, by field."""
    form = ProposalForm(**TYPED) if record is None else filled_form(record)
    given = form.model_copy(update={"preuve": PAGE, **typed})
    proposal, told = check_form(given, record, directory(*names))
    assert proposal is None
    return dict(told)


def test_a_name_what_it_does_and_a_page_should_be_enough() -> None:
    proposal, told = check_form(ProposalForm(**TYPED), None, directory())
    assert told == {}
    assert proposal is not None
    assert (proposal.kind, proposal.record, proposal.proof) == (Kind.NEW, "", PAGE)
    assert proposal.changes == {name: TYPED[name] for name in ("nom", "description")}


def test_contacts_should_be_written_as_in_records() -> None:
    changes = proposed(telephone="03.20.00.00.00", site_web="www.clic.example/")
    assert (changes["telephone"], changes["site_web"]) == (
        "+33320000000", "https://www.clic.example/",
    )  # fmt: skip


def test_a_number_overseas_should_be_read_as_one_of_there() -> None:
    changes, told = check_form(
        ProposalForm(**TYPED, telephone="0262 12 34 56", code_postal="97400", commune="Ailleurs"),
        None,
        Directory(lambda *_: LILLE, NEEDS),
    )
    assert told == {}
    assert changes is not None
    assert changes.changes["telephone"] == "+262262123456"


def test_an_address_should_get_the_code_and_centre_of_its_commune() -> None:
    changes = proposed(adresse="3 rue du Bac", code_postal="59000", commune="lille")
    assert changes == {
        **{name: TYPED[name] for name in ("nom", "description")},
        "adresse": "3 rue du Bac",
        "code_postal": "59000",
        "commune": "Lille",
        "code_insee": "59350",
        "latitude": 50.63,
        "longitude": 3.06,
    }


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"nom": "X"}, {"nom": TEXTS["nom"].expected}),
        ({"nom": ""}, {"nom": TEXTS["nom"].expected}),
        ({"nom": "***"}, {"nom": TEXTS["nom"].expected}),
        ({"description": "Non"}, {"description": TEXTS["description"].expected}),
        ({"telephone": "12"}, {"telephone": TEXTS["telephone"].expected}),
        ({"courriel": "moi"}, {"courriel": TEXTS["courriel"].expected}),
        ({"site_web": "le nôtre"}, {"site_web": TEXTS["site_web"].expected}),
        ({"adresse": "3 rue du Bac"}, {"code_postal": POSTAL_TOO}),
        ({"commune": "Lille"}, {"code_postal": POSTAL_TOO}),
        ({"code_postal": "59000"}, {"commune": COMMUNE_TOO}),
        ({"code_postal": "59000", "commune": "Lyon"}, {"commune": TEXTS["commune"].expected}),
        ({"code_postal": "Nord", "commune": "Lille"},
         {"code_postal": TEXTS["code_postal"].expected}),
        ({"publics": ["tous-publics", "jeunes"]}, {"publics": SEVERAL_PUBLICS}),
        ({"publics": ["inconnu"]}, {"publics": NOT_LISTED}),
        ({"besoins": ["inconnu"]}, {"besoins": NOT_LISTED}),
        ({"besoins": sorted(NEEDS)}, {"besoins": TOO_MANY_NEEDS}),
        ({"preuve": ""}, {"preuve": PROOF_FIELD.expected}),
    ],
)  # fmt: skip
def test_a_wrong_value_should_be_told_beside_its_field(
    typed: dict[str, Any], told: dict[str, str]
) -> None:
    assert errors(**typed) == told


def test_every_error_should_be_told_at_once_in_the_order_of_the_page() -> None:
    told = errors(nom="", courriel="moi", publics=["inconnu"], preuve="", telephone="1" * 41)
    assert list(told) == ["nom", "publics", "telephone", "courriel", "preuve"]
    assert told["telephone"] == "Le texte fait 41 caractères ; 40 au plus."


def test_everybody_and_associations_should_be_ticked_together() -> None:
    assert proposed(publics=["tous-publics", "associations"])["publics"] == [
        "tous-publics", "associations",
    ]  # fmt: skip


def test_a_name_of_the_catalogue_should_lead_to_its_record() -> None:
    told = errors(names=("atelier du clic",), nom="ATELIER du Clic")
    assert list(told) == ["nom"]
    assert told["nom"].startswith("« ATELIER du Clic » est déjà au catalogue.")


def test_a_text_too_long_once_normalised_should_be_refused() -> None:
    told = errors(nom="\ufdfa" * 100)
    assert told["nom"] == "Le texte fait 1800 caractères ; 150 au plus."


@pytest.mark.parametrize("text", ["\ud800", "\ud800" * 3])
def test_a_text_that_is_no_unicode_should_be_refused(text: str) -> None:
    assert errors(description=text)["description"] == "Le texte contient des caractères illisibles."


def test_what_cannot_be_seen_should_be_left_out() -> None:
    assert proposed(nom="Atelier\u202e du\u200b Clic\0")["nom"] == "Atelier du Clic"


def test_a_correction_should_hold_what_changed_alone() -> None:
    assert proposed(RECORD, telephone="03 20 00 00 01") == {"telephone": "+33320000001"}
    assert proposed(RECORD, telephone="") == {"telephone": None}
    assert proposed(RECORD, publics=["jeunes"]) == {"publics": ["jeunes"]}
    assert proposed(RECORD, besoins=[]) == {"besoins": None}


def test_a_form_sent_as_it_came_should_change_nothing() -> None:
    assert errors(RECORD) == {WHOLE: NOTHING_CHANGED}
    assert errors(RECORD, publics=["seniors", "jeunes"]) == {WHOLE: NOTHING_CHANGED}


def test_another_street_should_move_the_point_to_the_centre_of_the_commune() -> None:
    assert proposed(RECORD, adresse="5 rue Neuve") == {
        "adresse": "5 rue Neuve",
        "complement_adresse": None,
        "latitude": 50.63,
        "longitude": 3.06,
    }


def test_an_address_taken_away_should_leave_no_point() -> None:
    assert proposed(RECORD, adresse="", code_postal="", commune="") == {
        "adresse": None,
        "complement_adresse": None,
        "code_postal": None,
        "commune": None,
        "code_insee": None,
        "latitude": None,
        "longitude": None,
    }


def test_an_error_that_no_field_has_should_be_told_for_the_whole_form() -> None:
    abroad = make_actor(id="belge", nom="Clic belge", territoires=["belgique"])
    told = errors(abroad, code_postal="59000", commune="Lille")
    assert list(told) == [WHOLE]


@pytest.mark.parametrize(
    ("typed", "proof"),
    [
        ("https://clic.example/a?b=c", "https://clic.example/a?b=c"),
        ("clic.example/contact", "https://clic.example/contact"),
        ("  http://été.example ", "http://été.example"),
    ],
)
def test_the_page_that_proves_should_be_an_address(typed: str, proof: str) -> None:
    checked = check_proof(typed)
    assert (checked.proof, checked.errors) == (proof, {})


@pytest.mark.parametrize(
    "typed",
    [
        "", "une page", "javascript:alert(1)", "data:text/html,x", "file:///etc/passwd",
        "https://", "https://localhost/x", "https://moi:secret@clic.example/", "https://clic",
        'https://clic.example/"onmouseover=', "https://clic.example/<script>", "x" * 501,
        "\ud800",
    ],
)  # fmt: skip
def test_what_is_no_address_should_prove_nothing(typed: str) -> None:
    assert list(check_proof(typed).errors) == ["preuve"]
