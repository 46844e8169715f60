"""States of a person: health, income, papers, faith, private life, feelings; never a skill.

Words that tell a state are read in French as it is typed, by ear too, and in five other languages.
What somebody does for others ("j'accompagne des personnes autistes") is a skill.
"""

from __future__ import annotations

import re

from index.text.analysis import fold

_SOUNDS = (
    (r"ph", "f"), (r"qu|ck|k|q", "c"), (r"h", ""), (r"y", "i"), (r"e?aux?\b|eau|au", "o"),
    (r"z|ç", "s"),
    (r"(?:an|en|am|em)(?=[bcdfgjlprstvx]|\b)", "an"), (r"(.)\1+", r"\1"), (r"ai|ei", "e"),
)  # fmt: skip
"""Ways of writing alike sounds -> one of them."""
_HEALTH = """
autis, asperg, asperj, otist, burnout, burn out, depressi, antidepress, bipolair, schizo,
borderline, epilep, diabet, sclerose, parkinson, fibromyalg, spondyl, polyarthr, arthrose,
endometrio, cancer, chimio, leucemi, lymphom, seropo, trithera, hepatit, tubercul, drepano,
mucovisci, dialys, greffe de, pacemaker, cardiaqu, infarctus, avc, hemipleg, parapleg,
tetrapleg, amput, malentendant, malvoyant, mal voyant, sourd, aveugle, trisomi, dyslexi,
dysprax, dysphasi, tdah, hyperactif, handicape, andicap, rqth, mdph, aah, invalidit, invalide,
inapte, en fauteuil roulant, sous lithium, du lithium, tercian, obes, anorexi, boulimi,
silicose, covid long, corona long, lombalgi, sciatique, hernie, erni, astme, asthm, enceinte,
ansint, encint, grossesse, fausse couche, accouche en, pma, fiv, menopaus, alcooliq, alcoliq,
toxico, heroinom, la methadon, de methadon, methadone tous, subutex, sevrage, en cure, de cure,
post cure, cannabis, cocaine, rechut, abstinen, sobre depuis, insulin
"""
_MEANS = """
rsa, apl, allocatair, minimum vieillesse, aspa, prime d activite, fin de droit, chomag, chomeu,
asedic, surendet, endett, dete, huissi, interdit bancair, banque de france, a decouvert, impaye,
expulsion, sdf, sans abri, a la rue, chrs, 115, en squat, trop percu, pension de reversion,
pension alimentair, licencie economiq
"""
_JUSTICE = """
prison, detenu, detention, taulard, en taule, de taule, incarcer, zonzon, bracelet electro, semi
liberte, sursis, condamn, casier, spip, probation, curatel, tutel, curateur, fiche s, garde a
vue, controle judiciair, pupille de, ddass, a l ase
"""
_ORIGIN = """
sans papier, san papie, pas de papier, titre de sejour, titr de sejour, carte de sejour,
recepisse, oqtf, asile, refugie, protection subsid, protection tempo, apatride, ofpra, cnda,
dublin, naturalise, regularis, clandestin, mineur isole, de harki, ete harki, kabyle, gitan,
manouche, musulman, muzulman, ramadan, porte le voil, jporte le voil, juif, juive, loubavitch,
catholique, evangeliq, protestant, bouddhis, temoin de jehovah, baptise, pratiquant, algerien,
marocain, tunisien, malien, senegalais, comorien, congolais, camerounais, afghan, syrien,
ukrainienne, roumaine
"""
_OPINIONS = """
gay, homosexuel, lesbi, bisexuel, transgenre, femme trans, homme trans, non binair, en
transition, syndique, sindique, syndicaliste, cgt, cfdt, force ouvriere, encarte, gilet jaune,
militant, communiste, royalist, insoumis
"""
_PRIVATE = """
mere celibat, maman solo, mamen solo, papa solo, mere isolee, maman seule, divorc, veuf, veuve,
celibatair, orphelin, mon ex, violences conjug, enfants sont place, timid, introverti,
hypersensi, angois, stressee, epuise, jaloux, idees noires, confiance en moi, je pleur, jpleur,
jai honte, je m enerv
"""
_ELSEWHERE = """
wheelchair, disabled, pregnant, asylum, refugee, undocumented, on benefits, on probation,
homeless, ex offender, hiv, ptsd, antidepressant, single mum, single mother, widow, divorced,
deaf, registered blind, unemployed, lesbian, muslim, in debt, embarazad, discapacita, minusval,
silla de ruedas, deuda, carcel, sin papeles, asilo, viuda, viudo, soltera, vih, en paro,
desemplea, timida, ansiedad, gravida, deficient, cadeira de rodas, divida, prisao, sem papeis,
desempreg, viuva, solteira, muculman, cancro, sem abrigo, مصاب, معاق, حامل في, أرملة, مطلقة,
لاجئ, لجوء, السجن, ديون, سكري, اكتئاب, مسلم, عاطل, أوراق, сліп, глух, вагітн, біжен, інвалідн,
тимчасовий захист, безробітн, депресі, діабет, розлучен, вдова, судиміст, полон, контузі, борг
"""
_STEMS = tuple(
    " ".join(stem.split())
    for part in (_HEALTH, _MEANS, _JUSTICE, _ORIGIN, _OPINIONS, _PRIVATE, _ELSEWHERE)
    for stem in part.split(",")
)
"""Starts of words, or of expressions, that tell a state."""
_OTHERS = re.compile(
    r"\b(?:accompagn|aid|soign|cuisin|kuisin|anim|enseign|form|ecri|trad|distribu|gard|jgard"
    r"|coiff?|coif|massa|visit|ecout|conseil|repar|jrepar|depan|remplir|rempli|mont"
    r"|redig|defen|organis|prevention|prevansion|atelier|groupe|mediat|educat|surveillan"
    r"|benevole|salarie|maraude|interpret|apprendre|explique?|prepar|menus?|traiteur"
    r"|accueil|okup|jed|fabri|adapt|cours|calm|rassur|auprès|aupres|pour (?:des|les|un)"
    r"|chez (?:des|les)|entrain|restaur|j?cod[eé]?r?\b|fais rire|habill|dirig|debarrass"
    r"|cliente?s?|aux|patients?|usagers|residents?|mamie?\b|papi\b|help|teach|support"
    r"|care for|cuid|ensen|acompan|acompanh|ajudo|dou aulas|أرافق|أعلم|أترجم|أرعى|أعتني"
    r"|допомаг|догляд|переклад|роблю|керу)"
)
"""Starts of words of who does something for others."""


def _plain(text: str) -> str:
    """Return a text without accents nor case, its words separated by single spaces."""
    return " ".join(re.findall(r"[^\W_]+", fold(text)))


def _sound(text: str) -> str:
    """Return a text without accents, case nor punctuation, its sounds written in one way."""
    plain = _plain(text)
    for pattern, sign in _SOUNDS:
        plain = re.sub(pattern, sign, plain)
    return plain


WHOLE = 4
"""Letters up to which a stem is a whole word, read as it is written: "pma", "aah"."""
_TELLING = re.compile(
    "|".join(rf"\b{_sound(stem)}" for stem in _STEMS if len(stem) > WHOLE or not stem.isascii())
)
_SHORT = re.compile(
    rf"\b(?:{'|'.join(each for each in _STEMS if len(each) <= WHOLE and each.isascii())})s?\b"
)


def tells_state(clause: str) -> bool:
    """Return whether the words of a clause tell a state of who writes it.

    clause: as typed: "jsui diabétik"; what is done for others tells none.
    """
    told = _TELLING.search(_sound(clause)) or _SHORT.search(_plain(clause))
    return bool(told) and not does_for_others(clause)


def does_for_others(clause: str) -> bool:
    """Return whether a clause says something done for other people, and may name their state."""
    return bool(_OTHERS.search(_plain(clause)))
