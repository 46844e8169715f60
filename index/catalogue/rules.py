"""Rules that each record of a catalogue should follow, checked without reading any page.

A rule finds what contradicts itself or cannot be used: a way to come without an address, a source
that is a test site, a contact that no page shows. It asks a person to look; an operator may accept
an exception, by name, in `attentes.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from rapidfuzz import fuzz

from index.places.gazetteer import Gazetteer
from index.records import code_lists as ref
from index.records.field_types import ProvedField
from index.records.models import OURS, AnyRecord
from index.text.analysis import fold

QUESTIONS = (8, 15)
"""Least and greatest number of questions of a record, both included."""
NAMED_FROM = 60
"""Likeness of a domain and a name, in [0, 100] (RapidFuzz's partial ratio), from which the site is
taken for that of the organisation."""
CITIZEN_THEMES = frozenset({"equipement", "connexion", "bases", "demarches", "famille"})
"""Themes of needs that only a person has for herself, never an organisation."""
ORGANISATION_NEEDS = frozenset(
    {
        "equipement--equiper-association",
        "equipement--equiper-public-accompagne",
        "famille--ecole-ressources",
        "famille--education-medias",
    }
)
"""Needs of these themes that an organisation has."""
_TEST_HOST = re.compile(
    r"(?:^|[.-])(?:tests?|staging|preprod|preview|dev|demo|localhost)(?:[.-]|$)"
)
_COPY_HOSTS = frozenset(
    {"fdocuments.fr", "pdfslide.fr", "docplayer.fr", "docslib.org", "doczz.fr", "scribd.com"}
)
"""Sites that copy the documents of others."""


@dataclass(frozen=True)
class Context:
    """Data of the whole catalogue that rules compare a record with.

    located: identifiers of the records that have locations; gazetteer: communes, with their postal
    codes.
    """

    located: Collection[str]
    gazetteer: Gazetteer


Check = Callable[[AnyRecord, Context], bool]
"""True when a record breaks a rule."""


def broken_rules(record: AnyRecord, context: Context) -> tuple[str, ...]:
    """Return the codes of the rules that a record breaks, in the order of `RULES`.

    Some rules apply only to the records that this project writes: those imported from open data
    have no proofs, legal form nor questions.
    """
    own = record.source == OURS
    return tuple(
        code
        for code, rule in RULES.items()
        if (own or not rule.own_only) and rule.breaks(record, context)
    )


def unproved_contacts(record: AnyRecord) -> tuple[ProvedField, ...]:
    """Return the contact fields of a record without a valid proof.

    The proof of a contact is the page that `preuves` gives for it, which must be among the sources.
    """
    fields: tuple[ProvedField, ...] = ("telephone", "courriel")
    pages = {page for page in (record.lien_source, *record.sources) if page}
    return tuple(
        field
        for field in fields
        if getattr(record, field) and record.preuves.get(field) not in pages
    )


def _unreachable(record: AnyRecord, context: Context) -> bool:
    return not record.is_reachable and record.id not in context.located


def _comes_nowhere(record: AnyRecord, context: Context) -> bool:
    comes = "se-presenter" in record.modes_mobilisation
    return comes and not record.adresse and record.id not in context.located


def _partial_france(record: AnyRecord, _: Context) -> bool:
    """Return whether a record serves the whole of France and lists some of its regions only."""
    territories = set(record.territoires)
    whole = ref.TERRITOIRES.universal in territories
    return ref.FRANCE in record.zone_eligibilite and not whole and bool(territories - ref.ABROAD)


def _organisations_only(record: AnyRecord, _: Context) -> bool:
    publics = set(record.publics)
    themes = {need.split("--")[0] for need in set(record.besoins) - ORGANISATION_NEEDS}
    return bool(publics) and publics <= ref.PUBLICS.excluded and bool(themes & CITIZEN_THEMES)


def _copied_source(record: AnyRecord, _: Context) -> bool:
    return any(map(_is_copy, (record.lien_source or "", record.site_web or "", *record.sources)))


def _is_copy(url: str) -> bool:
    host = (urlsplit(url).hostname or "").lower()
    return (
        host.endswith(".")
        or bool(_TEST_HOST.search(host))
        or host.removeprefix("www.") in _COPY_HOSTS
    )


def _foreign_site(record: AnyRecord, _: Context) -> bool:
    """Return whether the domain of the site says nothing of the name of the record."""
    host = urlsplit(record.site_web or "").hostname
    if host is None:
        return False
    domain = re.sub(r"[^a-z0-9]", "", fold(host.removeprefix("www.").rsplit(".", 1)[0]))
    names = [re.sub(r"[^a-z0-9]", "", fold(name)) for name in (record.nom, record.sigle or "")]
    words = [word for word in re.findall(r"[a-z0-9]{4,}", fold(record.nom)) if word in domain]
    if words:
        return False
    return max(fuzz.partial_ratio(domain, name) for name in names if name) < NAMED_FROM


def _other_postal_code(record: AnyRecord, context: Context) -> bool:
    """Return whether a postal code is not one of its commune, as that of a CEDEX."""
    if not record.code_insee or not record.code_postal:
        return False
    commune = context.gazetteer.commune(record.code_insee)
    return (
        commune is not None
        and bool(commune.codes_postaux)
        and (record.code_postal not in commune.codes_postaux)
    )


def _few_questions(record: AnyRecord, _: Context) -> bool:
    return not QUESTIONS[0] <= len(record.questions) <= QUESTIONS[1]


@dataclass(frozen=True)
class Rule:
    """A rule of records.

    label: description in French of the records that break it; breaks: returns True when a record
    breaks it; own_only: True when it applies only to the records that this project writes.
    """

    label: str
    breaks: Check
    own_only: bool = False


RULES: Mapping[str, Rule] = {
    "sans-moyen": Rule("sans aucun moyen de les joindre", _unreachable),
    "venir-sans-adresse": Rule("disent de venir, sans adresse ni lieux", _comes_nowhere),
    "contact-sans-preuve": Rule(
        "dont un téléphone ou un courriel n'est sur aucune page citée",
        lambda record, _: bool(unproved_contacts(record)),
        own_only=True,
    ),
    "sans-zone": Rule("sans zone", lambda record, _: not record.zone_eligibilite, own_only=True),
    "france-partielle": Rule("servent la France et n'en citent que des régions", _partial_france),
    "besoins-de-particuliers": Rule(
        "pour les organisations seules, avec des besoins de particuliers", _organisations_only
    ),
    "source-de-copie": Rule("dont une source est un site d'essai ou une copie", _copied_source),
    "site-d-un-autre-nom": Rule("dont le site ne dit rien du nom", _foreign_site, own_only=True),
    "code-postal": Rule("dont le code postal n'est pas de la commune", _other_postal_code),
    "service-sans-type": Rule(
        "dont un service n'a pas de type",
        lambda record, _: any(service.type is None for service in record.services),
        own_only=True,
    ),
    "sans-forme-juridique": Rule(
        "sans forme juridique", lambda record, _: record.forme_juridique is None, own_only=True
    ),
    "sans-date-de-preuve": Rule(
        "sans date de preuve", lambda record, _: record.evidence is None, own_only=True
    ),
    "questions": Rule(
        f"sans {QUESTIONS[0]} à {QUESTIONS[1]} questions", _few_questions, own_only=True
    ),
}
"""Code of a rule -> the rule, in the order in which they are shown."""
