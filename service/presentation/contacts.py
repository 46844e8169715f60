"""Contacts and addresses of a record, as pages and assistants show them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from index.messages import Sentence
from index.places.service_areas import NATIONAL, seat_only
from index.records import code_lists as ref
from index.records.models import AnyRecord
from service.presentation.formatting import french_phone

PEOPLE = frozenset(ref.PUBLICS.labels) - ref.PUBLICS.excluded
"""Codes of publics that are persons, and not organisations."""


@dataclass(frozen=True)
class Contact:
    """A way to get in touch with a record.

    kind: telephone, rendez-vous, site or courriel; address: its URL (https:, tel: or mailto:);
    text: the number or address to read, empty for a web page.
    """

    kind: str
    address: str
    text: str = ""


def contacts_of(record: AnyRecord) -> tuple[Contact, ...]:
    """Return the ways to get in touch with a record, the one that is answered soonest first."""
    number, mail = record.telephone, record.courriel
    contacts = (
        number and Contact("telephone", f"tel:{number}", french_phone(number)),
        record.lien_mobilisation and Contact("rendez-vous", record.lien_mobilisation),
        record.site_web and Contact("site", record.site_web),
        mail and Contact("courriel", f"mailto:{mail}", mail),
    )
    return tuple(contact for contact in contacts if isinstance(contact, Contact))


def reachable(record: AnyRecord) -> tuple[str, ...]:
    """Return the codes of `modes_mobilisation` that a record gives the means of.

    "telephoner" is left out of a record without a telephone number, for example.
    """
    means = {
        "telephoner": record.telephone,
        "envoyer-un-courriel": record.courriel,
        "se-presenter": record.adresse,
        "utiliser-lien-mobilisation": record.lien_mobilisation or record.site_web,
    }
    return tuple(code for code in record.modes_mobilisation if means.get(code))


def ways_of(record: AnyRecord) -> Iterator[str]:
    """Yield sentences: on site or remote, by appointment or not, and who may get in touch."""
    if "en-presentiel" in record.modes_accueil:
        yield Sentence("Sur place.")
    if "a-distance" in record.modes_accueil:
        yield Sentence("À distance.")
    if record.lien_mobilisation:
        yield Sentence("Sur rendez-vous, à prendre en ligne.")
    callers = set(record.mobilisable_par)
    if callers == {"usagers", "professionnels"}:
        yield Sentence("La personne elle-même ou un professionnel peut prendre contact.")
    elif callers == {"usagers"}:
        yield Sentence("La personne elle-même prend contact.")
    elif callers and PEOPLE & set(record.publics):
        yield Sentence("Sur orientation : un professionnel prend contact pour la personne.")
    elif callers:
        yield Sentence("Un professionnel prend contact.")


def is_national(record: AnyRecord) -> bool:
    """Return whether a record serves the whole country: its address is then a head office."""
    return not NATIONAL.isdisjoint(record.territoires)


def where_of(record: AnyRecord) -> str:
    """Return the commune of a record, or the country that it serves; empty without both."""
    if is_national(record):
        return next(ref.TERRITOIRES.label(code) for code in record.territoires if code in NATIONAL)
    return record.commune or ""


def town_of(record: AnyRecord) -> str:
    """Return the postal code and commune of a record; a missing one is left out."""
    return " ".join(filter(None, (record.code_postal, record.commune)))


def place_of(record: AnyRecord) -> str:
    """Return the address of a record in one line; empty when it is only that of a head office."""
    if seat_only(record):
        return ""
    return ", ".join(filter(None, (record.adresse, record.complement_adresse, town_of(record))))
