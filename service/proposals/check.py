"""Check of the form of proposals: what was typed becomes a proposal, or errors by field."""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Mapping
from dataclasses import dataclass, field
from typing import Any

from index.errors import InvalidQuery, InvalidRecords
from index.importers.cells import OVERSEAS, URL, phone_number
from index.messages import Sentence
from index.places.communes import Commune
from index.records import code_lists as ref
from index.records.models import AnyRecord
from index.search.query import visible
from service.feedback.submissions import cleaned
from service.presentation.formatting import french_phone
from service.proposals.amendment import amended, fields_of
from service.proposals.fields import (
    LABELS,
    MAX_NEEDS,
    NOT_LISTED,
    PROOF,
    PROOF_FIELD,
    SEVERAL_PUBLICS,
    TEXTS,
    TOO_MANY_NEEDS,
    ProposalForm,
)
from service.proposals.proposal import Kind, Proposal

DRAFT = {"id": "brouillon", "type": "structure"}
"""Fields of a new structure that nobody types; its identifier is drawn from its name later."""
PLACE = ("adresse", "code_postal", "commune")
WHOLE = ""
"""Key of an error that is about the whole form."""
NOTHING_CHANGED = Sentence("Rien n'est changé. Si tout est juste, confirmez la fiche.")
NOT_VALID = Sentence("Ces informations ne vont pas ensemble. Relisez-les.")
POSTAL_TOO = Sentence("Écrivez aussi le code postal.")
COMMUNE_TOO = Sentence("Écrivez aussi la commune.")
Lookup = Callable[[str, str], Commune | None]
"""Function (postal code, town) -> the commune of the address, None for none."""


@dataclass(frozen=True)
class Directory:
    """What a form is checked against.

    commune_of: gives the commune of an address; needs: identifiers of the needs of the thesaurus;
    names: names of the structures of the catalogue, in lower case.
    """

    commune_of: Lookup
    needs: Collection[str]
    names: Container[str] = ()


@dataclass
class Checked:
    """Outcome of the check of a form.

    values: field of a record -> its value in JSON, None when empty; proof: URL of the page that
    proves them; errors: name of a field, or "" for the whole form, -> what is expected; empty when
    all is right.
    """

    values: dict[str, Any] = field(default_factory=dict)
    proof: str = ""
    errors: dict[str, str] = field(default_factory=dict)


def check_proof(text: str) -> Checked:
    """Check the address of the page that proves a proposal; text: as typed."""
    checked = Checked()
    try:
        checked.proof = _web_address(cleaned(text, PROOF, PROOF_FIELD.max_chars))
    except InvalidQuery as error:
        checked.errors[PROOF] = error.message
    else:
        if not URL.fullmatch(checked.proof):
            checked.errors[PROOF] = PROOF_FIELD.expected
    return checked


def check_form(
    form: ProposalForm, record: AnyRecord | None, directory: Directory
) -> tuple[Proposal | None, Mapping[str, str]]:
    """Make a proposal of what a person typed: a new structure, or a record corrected.

    Args:
        form: values as typed.
        record: that is corrected; None for a new structure.
        directory: communes, needs and names that exist.

    Returns:
        The proposal, None when there are errors; and the errors by field, in the order of the page.
    """
    checked = check_proof(form.preuve)
    _read_texts(form, checked)
    _read_lists(form, checked, directory.needs)
    today = {} if record is None else fields_of(record)
    _drop_unchanged(checked.values, today)
    if set(PLACE) & checked.values.keys():
        _read_place(checked, today, directory.commune_of)
    name = checked.values.get("nom")
    if name and name.casefold() in directory.names:
        checked.errors["nom"] = Sentence(
            "« %(name)s » est déjà au catalogue. Cherchez sa fiche, puis « C'est ma structure ».",
            name=name,
        )
    _check_model(checked, today or DRAFT)
    if checked.errors:
        order = (*LABELS, WHOLE)
        return None, {name: checked.errors[name] for name in order if name in checked.errors}
    if record is None:
        filled = {name: value for name, value in checked.values.items() if value is not None}
        return Proposal(Kind.NEW, checked.proof, "", filled), {}
    if not checked.values:
        return None, {WHOLE: NOTHING_CHANGED}
    return Proposal(Kind.CORRECTION, checked.proof, record.id, checked.values), {}


def _read_texts(form: ProposalForm, checked: Checked) -> None:
    """Clean the texts; put addresses of sites and telephone numbers in the form of records."""
    for name, description in TEXTS.items():
        try:
            checked.values[name] = cleaned(form.text(name), name, description.max_chars) or None
        except InvalidQuery as error:
            checked.errors[name] = error.message
    if site := checked.values.get("site_web"):
        checked.values["site_web"] = _web_address(site)
        if not URL.fullmatch(checked.values["site_web"]):
            checked.errors["site_web"] = TEXTS["site_web"].expected
    if typed := checked.values.get("telephone"):
        postal = checked.values.get("code_postal") or ""
        number = phone_number(typed, OVERSEAS.get(postal[:3], "FR"))
        if number is None:
            checked.errors["telephone"] = TEXTS["telephone"].expected
        else:
            checked.values["telephone"] = number


def _read_lists(form: ProposalForm, checked: Checked, needs: Collection[str]) -> None:
    """Check the ticked publics and needs against their lists."""
    publics, ticked = dict.fromkeys(form.publics), dict.fromkeys(form.besoins)
    if any(code not in ref.PUBLICS for code in publics):
        checked.errors["publics"] = NOT_LISTED
    elif ref.PUBLICS.universal in publics and publics.keys() - ref.PUBLICS.excluded - {
        ref.PUBLICS.universal
    }:
        checked.errors["publics"] = SEVERAL_PUBLICS
    if any(need not in needs for need in ticked):
        checked.errors["besoins"] = NOT_LISTED
    elif len(ticked) > MAX_NEEDS:
        checked.errors["besoins"] = TOO_MANY_NEEDS
    checked.values |= {"publics": list(publics) or None, "besoins": list(ticked) or None}


def _drop_unchanged(values: dict[str, Any], today: Mapping[str, Any]) -> None:
    """Remove the values that a record has already: cleaning alone is no change."""
    for name in tuple(values):
        before, after = today.get(name), values[name]
        if isinstance(before, str) and isinstance(after, str):
            shown = french_phone(before) if name == "telephone" else before
            same = after in (before, visible(before), visible(shown))
        elif isinstance(before, list) and isinstance(after, list):
            same = set(before) == set(after)
        else:
            same = before == after
        if same and today:
            del values[name]


def _read_place(checked: Checked, today: Mapping[str, Any], commune_of: Lookup) -> None:
    """Complete a new address with the code and the centre of its commune, or tell what it lacks."""
    street, postal, town = (checked.values.get(name, today.get(name)) for name in PLACE)
    if not (postal or town):
        if street:
            checked.errors.setdefault("code_postal", POSTAL_TOO)
        commune = None
    elif not postal or not town:
        field, error = ("commune", COMMUNE_TOO) if postal else ("code_postal", POSTAL_TOO)
        checked.errors.setdefault(field, error)
        return
    elif (commune := commune_of(postal, town)) is None:
        wrong = "commune" if len(postal) == 5 and postal.isdecimal() else "code_postal"
        checked.errors.setdefault(wrong, TEXTS[wrong].expected)
        return
    place = {
        "complement_adresse": None,
        "commune": commune and commune.nom,
        "code_insee": commune and commune.insee,
        "latitude": commune and commune.latitude,
        "longitude": commune and commune.longitude,
    }
    checked.values |= {
        name: value
        for name, value in place.items()
        if value != today.get(name) or name in checked.values
    }


def _check_model(checked: Checked, fields: Mapping[str, Any]) -> None:
    """Add the errors of the model of records to those of the fields that have none yet."""
    sound = {name: value for name, value in checked.values.items() if name not in checked.errors}
    try:
        amended(fields, sound)
    except InvalidRecords as error:
        names = {problem.field.partition(".")[0] for problem in error.errors}
    else:
        names = set()
    for name in names:
        expected = TEXTS[name].expected if name in TEXTS else NOT_VALID
        key = name if name in TEXTS else WHOLE
        if key not in checked.errors and (key or not checked.errors):
            checked.errors[key] = expected


def _web_address(text: str) -> str:
    """Return the address of a page, with the scheme that people leave out."""
    return text if not text or "://" in text else f"https://{text}"
