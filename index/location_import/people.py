"""Names of private persons in the names and addresses of places, which are taken out.

The rule, for a name: what follows a dash, a colon, an opening bracket or "par" is taken out when it
is a civility and a name ("Mme Durand"), or a first name and a name ("Chéniers - Alice Dupuis"),
and nothing else; what comes before stays. A name without such a mark is that of a place, after
somebody ("Espace Jean Moulin") and stays, and so does one after a kind of place ("Bibliothèque -
Simone Veil"), but in a list that names its advisers. For an address: "chez", "c/o" or "contact" and
what follows is taken out. A place that bears only the name of a person, or first that name, is
somebody's home or trade: it is left out, but for libraries and France services, named after people.
"""

from __future__ import annotations

import re

from index.text.analysis import fold

_NAMES = """
    adele adeline adrien agathe agnes aicha alain alban albert alex alexandra alexandre alexia
    alexis alice alicia aline alison amandine amelie amina anais andre andrea angelique anita anna
    anne annie anthony antoine antonin ariane armelle arnaud arthur audrey aurelia aurelie aurelien
    aurore axel axelle baptiste barbara bastien beatrice benedicte benjamin benoit bernadette
    bernard bertrand blandine boris brice brigitte bruno camille carine carole caroline catherine
    cecile cedric celia celine chantal charlene charlotte chloe christelle christian christiane
    christine christophe claire clara clarisse claude claudine clemence clement clementine
    colette coline coralie corentin corinne cyril cyrille damien daniel danielle david deborah
    delphine denis diane didier dominique dorothee edith edouard elena eleonore elena elisa
    elisabeth elise elodie elsa emeline emilie emma emmanuel emmanuelle enzo eric erwan estelle
    esther etienne eva evelyne fabien fabienne fabrice fanny fantine farid fatiha fatima
    fatoumata fernand flavie flavien flora florence florent florian floriane francine francis
    franck francois francoise frederic frederique gabriel gabrielle gael gaelle gaetan genevieve
    geoffrey georges geraldine gerald gerard ghislaine gilles gregory guillaume gwenaelle
    gwenola hamid helene henri herve hugo hugues ines ingrid irene isabelle jacqueline jacques
    jean jeanne jennifer jeremie jeremy jerome jessica joan joel joelle johan johanna johann
    jonathan jordan jose joseph josephine josiane judith julia julie julien juliette justine karim
    karima karine kevin khadija laetitia latifa laura laure laurence laurene laurent laurie lea
    leila lena leo leonard leslie lilian lionel lise loic lola louis louise luc lucas lucie
    lucien lucile ludivine ludovic lydia lydie lynda madeleine magali malika manon manuel marc
    marcel margaux margot marguerite maria marianne marie marielle marine marina marion marjorie
    marlene martial martin martine maryline maryse mathias mathieu mathilde matthieu maud maurice
    maxence maxime melanie melissa melodie michael mickael michel michele micheline mireille mohamed
    monique morgane muriel mylene myriam nabil nadege nadia nadine naima nathalie nicolas nicole
    noelle noemie nora odile olivia olivier ophelie oriane pascal pascale patrice patricia patrick
    paul paule pauline perrine philippe pierre pierrick quentin rachel rachid raphael raphaelle
    raymond regine regis remi remy renaud rene renee richard robert robin romain romane ronan rose
    roland roxane sabine sabrina said salima samia samir samuel sandra sandrine sarah sebastien
    segolene serge severine simon simone sofia sofiane solange solene sonia sophie stephane
    stephanie steve steven suzanne sylvain sylvie tanguy tatiana teddy tess thibaud thibault
    thierry thomas tifenn timothee tiphaine tony tristan ugo valentin valentine valerie vanessa
    veronique victor victoria vincent violaine virginie vivien viviane wilfried william xavier yann
    yannick yasmina yassine yoann yohan yolande youssef yves yvette yvonne yvon zoe zohra
"""
FIRST_NAMES = frozenset(_NAMES.split())
"""Common first names of France, in lower case without accents."""

EPONYMS = frozenset({"leo lagrange", "simone veil", "louis aragon", "jean moulin", "jules verne"})
"""Names after which places and federations are called, in lower case without accents."""

_CAPITAL = r"[A-ZÀ-ÖØ-Þ][\w'’-]*"
_CIVILITY = r"(?:M\.|Mr\.?|Mme\.?|Mlle\.?|Monsieur|Madame|Mademoiselle)"
_TAIL = re.compile(r"\s*(?:\s[-–—]|[-–—]\s|:|\(|,|\bpar\b)\s*(?P<tail>[^-–—:(,]+?)\)?\s*$")
_MIDDLE = re.compile(r"\s*[-–—]\s+(?P<person>[^-–—]+?)\s+[-–—]\s*")
_PERSON = re.compile(rf"(?:{_CIVILITY}\s+)?{_CAPITAL}(?:\s+(?:de\s+|d')?{_CAPITAL}){{1,2}}")
_CIVIL = re.compile(rf"{_CIVILITY}(?:\s+{_CAPITAL}){{1,3}}")
_FIRST = re.compile(
    rf"(?:{_CIVILITY}\s+)?(?P<person>{_CAPITAL}(?:\s+{_CAPITAL}){{1,2}})\s*(?:$|\s[-–—]\s|CNFS\b)"
)
_CARE_OF = re.compile(r"[\s,(-]*\b(?:chez|c/o|contact\s?:?)\s.*$", re.IGNORECASE)
_EPONYM = re.compile(
    r"\b(?:bibliotheque|mediatheque|espace|centre|maison|salle|ecole|college|lycee|foyer|cyber\w*|"
    r"residence|batiment|theatre|gymnase|complexe|pole|mjc|ludotheque|rue|place|avenue|boulevard)"
    r"(?:\s\w+){0,2}$"
)
"""End of a text after which a name is that of the place: "Médiathèque municipale - Jean Moulin"."""


def without_person(name: str, advisers: bool = False) -> tuple[str, str]:
    """Return the name of a place without that of a person, and what was taken out, "" for nothing.

    "Chéniers - Alice Dupuis" -> ("Chéniers", "Alice Dupuis").

    name: that of the place; advisers: True when the list that it comes from names the people who
    receive, so that a name after a kind of place is a person's too.
    """
    if advisers and (match := _MIDDLE.search(name)) and _is_named(match["person"]):
        return f"{name[: match.start()]} - {name[match.end() :]}", match["person"]
    match = _TAIL.search(name)
    if match is None or not name[: match.start()].strip():
        return name, ""
    head, tail = name[: match.start()].rstrip(" -–—:(,"), match["tail"]
    is_civil = _CIVIL.fullmatch(tail) is not None
    if not is_civil and not _is_named(tail):
        return name, ""
    is_eponym = fold(tail) in EPONYMS or (not advisers and _EPONYM.search(fold(head)))
    if not is_civil and is_eponym:
        return name, ""
    return head, tail


def _is_named(text: str) -> bool:
    """Return whether a whole text is a first name and a name."""
    return _PERSON.fullmatch(text) is not None and fold(text).split()[0] in FIRST_NAMES


def is_of_person(name: str) -> bool:
    """Return True if a name is a person's, or begins with it: "Alice Dupuis - Formation"."""
    match = _FIRST.match(name)
    if match is None or any(fold(match["person"]).startswith(eponym) for eponym in EPONYMS):
        return False
    return _is_named(match["person"]) or _CIVIL.match(name) is not None


def without_recipient(address: str) -> tuple[str, str]:
    """Return an address without the person at whose home it is, and what was taken out."""
    match = _CARE_OF.search(address)
    return (address, "") if match is None else (address[: match.start()], match[0].strip(" ,()-"))
