"""Everyday words, as people type them, answered by who helps, or not surely."""

from __future__ import annotations

import pytest

from index.artefact import manifest, versions
from index.encoder.onnx import OnnxEncoder
from index.ordering.learned_order import LearnedOrder
from index.ordering.ordering import Ordering
from index.search.likelihood import Certainty
from index.search.query import Query
from index.search.searcher import Searcher
from index.text.synonyms import Synonyms
from tests.conftest import DATA, ROOT
from tests.searchers import make_searcher

INDEX = ROOT / "var" / "index"
ANSWERED = """
je me suis fait pirater|cybermalveillance-17cyber
virus|cybermalveillance-17cyber
ma boite mel é piraté|cybermalveillance-17cyber
chomage|france-travail-3949
pronote|educonnect
anef|anef-etrangers-en-france
titre de séjour|anef-etrangers-en-france
franceconnect|franceconnect
emmaus|emmaus-connect
gmail|zaclys
chargeur|ecosystem
reparer mon téléphone|repair-cafe-france
caf|caf-mon-compte-3230
rsa|caf-mon-compte-3230
ameli|compte-ameli-3646
carte vitale|compte-ameli-3646
impot|impots-aide-particuliers
impo en ligne|impots-aide-particuliers
jarive pa a fer ma declarassion|impots-aide-particuliers
cv|france-travail-3949
emploi|france-travail-3949
pole emploi actualisacion|france-travail-3949
sit pour trouvé un travaille|france-travail-3949
imprimer|bibliotheques-publiques
wifi|wifi4eu
ya til du wifi gratui|wifi4eu
ordinateur reconditioné|ecodair
imprimante|bibliotheques-publiques
arnaque|cybermalveillance-17cyber
arnak sur internet|thesee
mail|conseillers-numeriques
forfait|emmaus-connect-telephonie-solidaire
carte sim|emmaus-connect
carte sim pa cher|emmaus-connect
télétravail|tiers-lieux-numeriques
réparer|repair-cafe-france
logiciel libre|april
logiciel libre pour asso|april
bénévolat|france-benevolat
bénévolla informatique|jeveuxaider
formation|mon-compte-formation
passeport|france-titres-ants
ants carte grise|france-titres-ants
permi de conduire en ligne|france-titres-ants
retraite|info-retraite
tiktok|generation-numerique
don ordinateur|les-ateliers-du-bocage
doner mon vieu pc|les-ateliers-du-bocage
c koi franceconnect|franceconnect
jveu aprandre lordi|conseillers-numeriques
chui a la ru ou dormir|soliguide
jsui malvoyan et je veu un ordi|association-valentin-hauy
cour informatik pour senior|conseillers-numeriques
je c pa lire|anlci
jé besoin daide pour mé papié|france-services
kontrole parental|je-protege-mon-enfant
tablete pour mamie|petits-freres-des-pauvres
fablab|reseau-francais-des-fablabs
permis|france-titres-ants
facture|fonds-de-solidarite-pour-le-logement
jé pa de box|coup-de-pouce-internet-orange
carte bancaire volée|opposition-carte-bancaire
bénévole informatique|jeveuxaider
répare café|repair-cafe-france
dépanage pc|ateliers-reparation-informatique
mon fils joue trop au jeu vidéo|pedagojeux
"""
UNSURE = ("gps", "bug", "clavier")


@pytest.fixture(scope="module")
def everyday(real_encoder: OnnxEncoder, real_student: OnnxEncoder) -> Searcher:
    """A searcher over the index of the project, with its synonyms."""
    synonyms = Synonyms.read(DATA / "synonymes.txt")
    index = manifest.read(INDEX / versions.CURRENT)
    learned = LearnedOrder.read(DATA / "ordre.onnx")
    return make_searcher(
        index, real_encoder, student=real_student, synonyms=synonyms, ordering=Ordering(learned)
    )


@pytest.mark.model
@pytest.mark.catalogue
@pytest.mark.parametrize(
    ("typed", "record"), [line.split("|") for line in ANSWERED.split("\n") if line]
)
def test_an_everyday_need_should_be_answered_by_who_helps(
    everyday: Searcher, typed: str, record: str
) -> None:
    assert record in [hit.record.id for hit in everyday.search(Query(typed)).hits[:3]]


@pytest.mark.model
@pytest.mark.catalogue
@pytest.mark.parametrize("typed", UNSURE)
def test_a_word_that_tells_no_need_should_have_no_sure_answer(
    everyday: Searcher, typed: str
) -> None:
    assert everyday.search(Query(typed)).certainty is not Certainty.SURE


@pytest.mark.model
@pytest.mark.catalogue
@pytest.mark.parametrize("typed", ["box", "souris", "club de foot", "mot de passe"])
def test_a_word_that_may_mean_several_needs_should_be_asked_about(
    everyday: Searcher, typed: str
) -> None:
    assert 2 <= len(everyday.search(Query(typed)).readings) <= 4


WHOLE = {
    "recondissioné dé smartfone": "reconditionner des smartphones",
    "fair ma declarassion": "faire ma déclaration",
    "comant fair un cv": "comment faire un cv",
    "aide pour mé papié": "aide pour mes papiers",
    "imprimé dé foto": "imprimer des photos",
    "aprandre a lirre": "apprendre a lire",
    "aide pour la caff": "aide pour la caf",
}
"""Text as typed -> the same, mended; accents alone do not count."""


@pytest.mark.model
@pytest.mark.catalogue
def test_the_name_of_a_licence_should_stay_as_typed(everyday: Searcher) -> None:
    typed = "j'ai le caces 1 et le bafa"
    assert everyday.retriever.understand(Query(typed)).text == typed


@pytest.mark.model
@pytest.mark.catalogue
@pytest.mark.parametrize("typed", WHOLE)
def test_a_text_should_not_be_shown_half_mended(everyday: Searcher, typed: str) -> None:
    correction = everyday.search(Query(typed)).correction
    assert correction is not None
    assert correction.text == WHOLE[typed]
