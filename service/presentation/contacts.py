"""How a record is reached: only by what it gives the means of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from index.messages import Sentence
from index.places.service_areas import NATIONAL, seat_only
from index.records import code_lists as ref
from index.records.models import AnyRecord
from service.presentation.formatting import french_phone

PEOPLE = frozenset(ref.PUBLICS.labels) - ref.PUBLICS.excluded
"""Publics who are persons, and not organisations."""


@dataclass(frozen=True)
class Contact:
    """A way to get in touch that works: its kind, its address, and what is read of it."""

    kind: str
    address: str
    shown: str = ""


def contacts_of(record: AnyRecord) -> tuple[Contact, ...]:
    """The ways to get in touch with a record, the one that answers soonest first."""
    number, mail = record.telephone, record.courriel
    found = (
        number and Contact("telephone", f"tel:{number}", french_phone(number)),
        record.lien_mobilisation and Contact("rendez-vous", record.lien_mobilisation),
        record.site_web and Contact("site", record.site_web),
        mail and Contact("courriel", f"mailto:{mail}", mail),
    )
    return tuple(each for each in found if isinstance(each, Contact))


def reachable(record: AnyRecord) -> tuple[str, ...]:
    """The ways that a record names and that can be followed: no telephone without a number."""
    means = {
        "telephoner": record.telephone,
        "envoyer-un-courriel": record.courriel,
        "se-presenter": record.adresse,
        "utiliser-lien-mobilisation": record.lien_mobilisation or record.site_web,
    }
    return tuple(each for each in record.modes_mobilisation if means.get(each))


def ways_of(record: AnyRecord) -> Iterator[str]:
    """How to come, or to be helped from afar, and who may ask: sentences."""
    if "en-presentiel" in record.modes_accueil:
        yield Sentence("Sur place.")
    if "a-distance" in record.modes_accueil:
        yield Sentence("À distance.")
    if record.lien_mobilisation:
        yield Sentence("Sur rendez-vous, à prendre en ligne.")
    asking = set(record.mobilisable_par)
    if asking == {"usagers", "professionnels"}:
        yield Sentence("La personne elle-même ou un professionnel peut prendre contact.")
    elif asking == {"usagers"}:
        yield Sentence("La personne elle-même prend contact.")
    elif asking and PEOPLE & set(record.publics):
        yield Sentence("Sur orientation : un professionnel prend contact pour la personne.")
    elif asking:
        yield Sentence("Un professionnel prend contact.")


def is_national(record: AnyRecord) -> bool:
    """Whether a record serves the whole country, or more: its address is then that of a seat."""
    return not NATIONAL.isdisjoint(record.territoires)


def where_of(record: AnyRecord) -> str:
    """Where a record is found, in a word: its commune, or the country that it serves."""
    if is_national(record):
        return next(ref.TERRITOIRES.label(each) for each in record.territoires if each in NATIONAL)
    return record.commune or ""


def town_of(record: AnyRecord) -> str:
    """The postal code and the name of the commune of a record, as much as is known."""
    return " ".join(filter(None, (record.code_postal, record.commune)))


def place_of(record: AnyRecord) -> str:
    """The address of a record in one line, as much of it as is known; none of a mere seat."""
    if seat_only(record):
        return ""
    return ", ".join(filter(None, (record.adresse, record.complement_adresse, town_of(record))))
