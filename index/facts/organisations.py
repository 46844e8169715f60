"""Names of towns, firms and schools in a curriculum: where something was done, and not what.

An organisation is told by its first word ("lycée", "EHPAD", "SARL"), or by its name when it is one
of the large employers of France; a town by the table of communes. Nothing tells a small firm from
a skill but its capitals: in a line that holds a date or a town, what is written in capitals only,
as names are, and is not called as people of a trade are, is taken for a name.
"""

from __future__ import annotations

import re

from index.places.gazetteer import Gazetteer
from index.places.names import arrondissement_code, name_key
from index.text.analysis import fold

LEAST_TOWN = 2_000
"""Inhabitants of the smallest town whose name, alone between two commas, is taken for the town."""
EMPLOYERS = frozenset({
    "accor", "adecco", "adia", "airbus", "aldi", "alstom", "amazon", "atos", "auchan",
    "axa", "bnp paribas", "boulanger", "bouygues", "bricorama", "brico depot", "bricomarche",
    "burger king", "capgemini", "carrefour", "casino", "castorama", "chronopost", "cora",
    "conforama", "croix rouge", "cultura", "darty", "decathlon", "derichebourg", "dhl", "domino s",
    "edf", "elior", "emmaus", "enedis", "engie", "envie", "fnac", "france travail", "gifi", "h m",
    "ikea", "inter marche", "intermarche", "kfc", "la poste", "leclerc", "leroy merlin", "lidl",
    "maisons du monde", "manpower", "mcdo", "mcdonald s", "mcdonalds", "michelin",
    "monoprix", "monsieur bricolage", "netto", "onet", "paprec", "pole emploi", "proman",
    "randstad", "ratp", "renault", "restos du coeur", "samsic", "secours catholique",
    "secours populaire", "sephora", "sfr", "simply market", "sncf", "sodexo", "spie", "stellantis",
    "suez", "super u", "synergie", "thales", "toyota", "transdev", "uber", "ups", "veolia",
    "vinci", "zara",
})  # fmt: skip
"""Large employers and associations, without accents; those that are also words of a trade are
taken for it where they come first."""
TOWN_WORDS = 3
"""Words of the longest name of town that is looked for at the end of a text."""
EMPLOYER_WORDS = max(len(each.split()) for each in EMPLOYERS)
_SCHOOL = (
    r"(?:lycees?|college|universite|univ|faculte|fac de|iut|ifas|ifsi|cfa|mfr|afpa|greta|cnam|creps"
    r"|ecole (?:superieure|nationale|de la|des|primaire|elementaire|maternelle)|epide|e2c|cnfpt"
    r"|academie de|institut|centre de formation|organisme de formation)\b"
)
_ESTABLISHMENT = (
    r"(?:ehpad|maison de retraite|residence|hopital|chu|chr|clinique|polyclinique|mairie|ville de"
    r"|commune de|communaute (?:de communes|urbaine)|conseil (?:departemental|regional|general)"
    r"|ccas|prefecture|restaurant|snack|brasserie|pizzeria|hotel|cafe|bar|boulangerie|boucherie"
    r"|pharmacie|supermarche|hypermarche|magasin|boutique|garage|usine|entrepot|cabinet|agence"
    r"|groupe|societe|ste|ets|etablissements?|entreprise|association|asso|camping|ferme|theatre"
    r"|musee|mediatheque|bibliotheque|centre (?:social|de loisirs|hospitalier|commercial)|creche"
    r"|mission locale|cada|admr|esat|regie de quartier|ressourcerie|cimade|chantier d.insertion"
    r"|missions? (?:d.)?interim\w*|interim)\b"
)
_STARTS_SCHOOL = re.compile(rf"(?:l.|la |le |au |a l.|a la )?{_SCHOOL}")
_STARTS_ESTABLISHMENT = re.compile(rf"(?:l.|la |le |au |a l.|a la )?{_ESTABLISHMENT}")
_LEGAL_FORM = re.compile(r"\b(?:SARL|SASU?|EURL|EARL|SCOP|SCIC|SNC|GAEC|S\.A\.(?:R\.L\.)?)(?=\W|$)")
_AT = re.compile(
    r"\s(?:chez (?!(?:les|des|l|un|une|eux|moi|soi|ma|mon|mes|leurs?|la|le|particuliers?)\b)"
    r"|pour (?:la societe|l.entreprise|le groupe|l.association) (?=\w)"
    r"|(?:a|au sein de|dans|de) (?:la societe|l.entreprise|la mairie|l.association) (?:de )?(?=\w)"
    rf"|(?:du |de l.|au |a l.|en )?{_SCHOOL}(?= \w)|entreprise (?=\w))"
)
"""Where the words that say at whose place begin, after what was done."""
_MORE = re.compile(r"\s(?:et|puis|mais)\s")
_TRADE = re.compile(
    r"(?:\w{2,}(?:eur|euse|rice|ier|iere|iste|ien|ienne|eure|eres?|ologue|[cg]er)|agents?|aide|assistante?"
    r"|employee?|chef(?:fe)?|responsable|commis|vendeu\w+|secretaire|comptable|macon\w*|peintre"
    r"|stagiaire|apprentie?|gerante?|surveillante?|benevole|interprete|auxiliaire|interimaire"
    r"|technicien\w*|chargee?|charge|consultante?|enseignante?|soignante?|manutention\w*|operat\w+"
    r"|barmaid|barman|maitre|hotesse|hote|second|ouvriere?|cadre|titre|cap|bep|bac|bts|but|bpjeps"
    r"|licence|master|dut|brevet|diplome|formation|certificat)s?\b"
)
"""First word of who does something, or of a diploma."""
_FIRST_NAMES = frozenset({
    "adrien", "adrienne", "baptiste", "bastien", "damien", "didier", "emilien", "fabien",
    "fabienne", "gauthier", "gautier", "javier", "julien", "julienne", "lucien", "lucienne",
    "olivier", "roger", "rogier", "sebastien", "vivien", "vivienne", "xavier",
})  # fmt: skip
"""First names that end as trades do."""
_SMALL = frozenset({
    "a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "saint", "sainte",
    "sur",
})  # fmt: skip
"""Words of a name that take no capital."""
_ELIDED = re.compile(r"\b[dl]['’]")


def names_a_trade(text: str) -> bool:
    """Return whether a text begins as the name of a trade or of a diploma does: "Magasinier"."""
    first = _TRADE.match(fold(text))
    return first is not None and first[0] not in _FIRST_NAMES


def is_written_as_a_name(text: str) -> bool:
    """Return whether each word of a text has a capital, small words apart: "Le Bistrot du Port".

    A text all in capitals tells nothing, and a trade is no name.
    """
    words = re.findall(r"[^\W\d_][\w'’.&-]*", _ELIDED.sub("", text))
    if not words or text.isupper() or names_a_trade(text):
        return False
    return words[-1][:1].isupper() and all(
        word[:1].isupper() or fold(word) in _SMALL for word in words
    )


class Organisations:
    """Tells names of towns, firms and schools from what was done there."""

    def __init__(self, gazetteer: Gazetteer | None = None) -> None:
        """gazetteer: index of the names of places; None to know no town."""
        self._gazetteer = gazetteer

    def is_town(self, text: str) -> bool:
        """Return whether a text names a town or an area and nothing else: "à Lille (59)"."""
        key = re.sub(r"\b(?:\d{5}|\d{2}|france|cedex)\b", " ", name_key(text))
        key = re.sub(r"^(?:a|pres de|sur|region|commune de|ville de) ", "", " ".join(key.split()))
        if self._gazetteer is None or not key:
            return False
        name = self._gazetteer.name(key)
        large = name is not None and name.population >= LEAST_TOWN
        return large or arrondissement_code(name_key(text)) is not None

    def is_organisation(
        self, text: str, *, is_first: bool = False, is_placed: bool = True, is_firm: bool = False
    ) -> bool:
        """Return whether a text names a firm, a school or another organisation, and nothing else.

        Args:
            text: what stands between two commas of a line.
            is_first: True for the first of the line, where what was done is often told.
            is_placed: True when the line holds a date or a town.
            is_firm: True where a firm is often told: before a town.

        Returns:
            True for a name.
        """
        plain = fold(text).strip()
        if _LEGAL_FORM.search(text) or _STARTS_SCHOOL.match(plain):
            return True
        if self._is_employer(text) and not (is_first and names_a_trade(text)):
            return True
        found = _STARTS_ESTABLISHMENT.match(plain)
        if found:
            return self._names(text.strip()[found.end() :].strip(" *'’"), is_placed, is_first)
        several = len(plain.split()) > 1
        return (
            is_placed
            and is_written_as_a_name(text)
            and (several or is_firm)
            and (is_firm or not is_first)
        )

    def _names(self, rest: str, is_placed: bool, is_first: bool) -> bool:
        """Return whether what follows "restaurant" or "agence" makes it the name of one."""
        if not rest:
            return is_placed
        named = _ELIDED.sub("", rest.split()[-1])[:1].isupper()
        return (
            is_written_as_a_name(rest)
            or self.is_town(rest)
            or (is_placed and (named or not is_first))
        )

    def _is_employer(self, text: str) -> bool:
        """Return whether a text is the name of an employer, alone or before another name."""
        words = text.split()
        for count in range(1, min(len(words), EMPLOYER_WORDS) + 1):
            rest = " ".join(words[count:])
            known = name_key(" ".join(words[:count])) in EMPLOYERS
            if known and (not rest or self.is_town(rest) or is_written_as_a_name(rest)):
                return True
        return False

    def without_where(self, text: str, *, is_placed: bool) -> str:
        """Return what was done, without the words that say at whose place, or in which town.

        "électricien chez Spie à Grenoble" -> "électricien".

        Args:
            text: what stands between two commas of a line.
            is_placed: True when the line holds a date or a town: its last words may be a town.

        Returns:
            The text without these words.
        """
        plain = fold(text)
        if len(plain) != len(text):
            return text
        at = _AT.search(plain, 1)
        more = _MORE.search(plain, at.end()) if at else None
        done = text[: at.start()] + (text[more.start() :] if more else "") if at else text
        return self._without_town(done.split()) if is_placed else done

    def _without_town(self, words: list[str]) -> str:
        """Return some words without the name of a town at their end: "serveur à Lille"."""
        for count in range(TOWN_WORDS, 0, -1):
            tail, left = " ".join(words[-count:]), words[:-count]
            before = fold(left[-1]) if left else ""
            joins = before in {"a", "sur"}
            named = count > 1 or joins or tail[:1].isupper()
            if before and named and (joins or before not in _SMALL) and self.is_town(tail):
                return " ".join(left[:-1] if joins else left)
        return " ".join(words)
