"""Sentences that people read in more than one place, one constant each.

Templates have this module as `messages`, the API and the tests import it; `i18n.translated`
translates. A sentence that stands in one place stays there.
"""

from __future__ import annotations

from collections.abc import Mapping

from index.messages import Sentence
from index.records.passages import Kind
from index.search.explanation import Naming

# the search and its answers
NEED_QUESTION = Sentence("De quoi avez-vous besoin ?")
PLACE_QUESTION = Sentence("Où êtes-vous ?")
SEARCH = Sentence("Chercher")
SEARCH_TITLE = Sentence("Trouver une aide numérique")
OPTIONAL = Sentence("facultatif")
TO_CORRECT = Sentence("À corriger")
NO_RELIABLE_RESULT = Sentence("Aucun résultat fiable")
NOTHING_RATHER_THAN_WRONG = Sentence(
    "Nous préférons ne rien montrer plutôt qu'une mauvaise réponse."
)
NEAREST_NAMES = Sentence("Voici les noms les plus proches.")
MAY_HELP_INSTEAD = Sentence("Ces fiches répondent peut-être à ce que vous y cherchez.")
SEVERAL_BEAR_IT = Sentence("Plusieurs lieux ou structures portent ce nom : dites votre ville.")
WELL_UNDERSTOOD = Sentence("Avons-nous bien compris ?")
NEAR_BUT_UNSURE = Sentence("Rien de sûr : ces fiches répondent peut-être.")
ADD_A_WORD = Sentence(
    "Pour préciser, ajoutez un mot : ce que vous voulez faire, avec quoi, ou pour qui."
)
DID_YOU_MEAN = Sentence("Vouliez-vous dire…")
SEARCH_WIDER = Sentence("Chercher plus large")
UP_TO_100_KM = Sentence("Jusqu'à 100 km")
SEARCH_EVERYWHERE = Sentence("Chercher partout")
WITHOUT_FILTERS = Sentence("Sans les filtres")
SAY_OTHERWISE = Sentence("Dire autrement")
SAY_WHAT_YOU_WANT = Sentence("Dites ce que vous voulez faire : « réparer mon téléphone ».")
ONE_NEED = Sentence("Un seul besoin à la fois.")
SAY_A_NEED = Sentence("Écrivez ce que vous cherchez, en quelques mots.")
RESULTS = Sentence("Résultats")
NUMBERS_TO_CALL = Sentence("Numéros à appeler")
SEE_OTHERS = Sentence("Voir aussi d'autres structures")
GUIDE_ME = Sentence("Je ne sais pas l'écrire : guidez‑moi")
MOST_USEFUL = Sentence("le plus utile")
NEAREST = Sentence("le plus proche")
OPEN_NOW = Sentence("Ouvert maintenant")
RESULTS_PER_PAGE = Sentence("Résultats par page")
APPLY = Sentence("Appliquer")
REMOVE_FILTERS = Sentence("Retirer les filtres")
SAME_PLACE = Sentence("Sans doute le même lieu :")
BACK_TO_RESULTS = Sentence("Revenir aux résultats")
SEARCH_ON_THIS_SITE = Sentence("Chercher sur OrientESS")
NEW_SEARCH = Sentence("Faire une recherche")

# the facts of a record
PRICE = Sentence("Prix")
FOR_WHOM = Sentence("Pour qui")
PLACE = Sentence("Lieu")
OPENING_HOURS = Sentence("Horaires")
TERRITORY = Sentence("Territoire")
SECTOR = Sentence("Domaine")
HOW_TO_BEGIN = Sentence("Comment faire")
HOW_TO_COME = Sentence("Comment venir")
WHO_MAY_CONTACT = Sentence("Qui peut contacter")
LANGUAGES_SPOKEN = Sentence("Langues")
ACCESSIBILITY = Sentence("Accessibilité")
CONDITIONS = Sentence("Conditions")
CONDITIONS_INTRODUCED = Sentence("Conditions :")
PHONE = Sentence("Téléphone")
NO_CONTACT = Sentence("Aucun contact trouvé")
NOT_STATED = Sentence("non précisé")
OCCUPATION = Sentence("Métier")
BACK_TO_RECORD = Sentence("Revenir à la fiche")
REPORT_ERROR = Sentence("Signaler une erreur")
MY_ORGANISATION = Sentence("C'est ma structure")
COPY_LINK = Sentence("Copier le lien")
COPIED = Sentence("Copié.")
PRINT = Sentence("Imprimer")
CLOSE = Sentence("Fermer")

# titles of pages, also the text of links to them
HELPERS_SPACE = Sentence("Espace aidants")
REFERRAL_SHEET = Sentence("Fiche d'orientation")
MAKE_REFERRAL_SHEET = Sentence("Faire la fiche d'orientation")
COMPARE = Sentence("Comparer")
YOUR_ORGANISATION = Sentence("Votre structure")
WHAT_I_CAN_DO = Sentence("Ce que je sais faire")
ALL_OCCUPATIONS = Sentence("Tous les métiers")
GUIDED_PATH = Sentence("Parcours")
YOU_SAID = Sentence("Vous avez dit :")
GO_BACK = Sentence("Revenir en arrière")
START_AGAIN = Sentence("Recommencer")
PROPOSE = Sentence("Proposer une structure")
EMBED_SEARCH = Sentence("Mettre la recherche sur votre site")
PRIVACY = Sentence("Données personnelles")
WHAT_WE_COUNT = Sentence("Ce que nous comptons")
LEGAL_NOTICE = Sentence("Mentions légales")
SOURCE_CODE = Sentence("Code source")
SERVICE_STATE = Sentence("L'état du service")
SITEMAP = Sentence("Plan du site")
ABOUT = Sentence("À propos")
NOT_ACCESSIBLE = Sentence("Accessibilité : non conforme")
PARTLY_ACCESSIBLE = Sentence("Accessibilité : partiellement conforme")
ECODESIGN = Sentence("Écoconception")
CATALOGUE = Sentence("Le catalogue")
CONTACT = Sentence("Contact")
MY_SHEETS = Sentence("Mes fiches")
SKIP_TO_CONTENT = Sentence("Aller au contenu")

# languages
THIS_PAGE = Sentence("Cette page en français")
"""In another language, its translation names that language: "This page in English"."""
MACHINE_TRANSLATED = Sentence(
    "Page traduite par une machine, sans relecture par une personne dont c'est la langue."
)

HEADINGS: Mapping[Kind | Naming, str] = {
    Naming.ITS_NAME: Sentence("C'est son nom"),
    Naming.ITS_LOCATION: Sentence("C'est le nom d'un de ses lieux"),
    Naming.LIKE_ITS_NAME: Sentence("Son nom ressemble à ce nom"),
    Kind.NAME: "Nom", Kind.PURPOSE: "Ce que c'est", Kind.SERVICE: "Service",
    Kind.NEED: "Répond à", Kind.OTHER_LANGUAGE: "Répond à, dit dans une autre langue",
    Kind.PUBLIC: "Pour qui et comment", Kind.SKILLS: "Recherche",
    Kind.OCCUPATION: "Métier ou rôle", Kind.QUESTION: "Se demande ainsi",
    Kind.WHOLE: "Fiche entière",
}  # fmt: skip
"""What explains a result -> its heading."""
