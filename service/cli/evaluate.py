"""Commands that measure relevance, spelling correction, places, skills and the guide."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from index.artefact import manifest, versions
from index.emergencies.danger_encoder import DangerEncoder
from index.emergencies.detector import Emergencies
from index.encoder.onnx import Encoder, OnnxEncoder
from index.encoder.tagging import WordTagger
from index.errors import ArtefactError, EncoderError
from index.evaluation import ablation, skills
from index.evaluation.answers import (
    false_answer,
    read_unanswered,
    share_with_contact,
    told_answers,
)
from index.evaluation.game import measure_game, read_game
from index.evaluation.guide import declared_share, measure
from index.evaluation.local_needs import rank, read_local_needs
from index.evaluation.local_searches import by_theme, door_of, is_possible, read_local_searches
from index.evaluation.metrics import JudgedNeeds, read_needs
from index.evaluation.places import mistakes, read_phrases
from index.files import scratch
from index.guide.reading import read_tree
from index.guide.tree import FREQUENT_CHOICES
from index.ordering.ordering import Ordering
from index.places.communes import read_communes
from index.places.gazetteer import Gazetteer
from index.search.calibration import read_calibration
from index.search.retriever import Retriever
from index.search.searcher import Searcher
from index.search.understanding import corrector_of
from index.skills.query import ProfileQuery
from index.skills.recommender import Recommender
from index.spelling.corrector import Corrector
from index.spelling.word_pairs import read_pairs_of_french
from index.taxonomy.need_vectors import NeedVectors, texts_of
from index.taxonomy.thesaurus import Thesaurus
from index.text.synonyms import Synonyms
from index.text.word_set import WordSet
from index.wording.spelling import read_pairs, tally
from service.cli.build import calibrator, ordering, warn
from service.console import out
from service.settings import Settings

commands = typer.Typer()


def open_searcher(settings: Settings) -> Searcher:
    """Open the current version of the search index."""
    return Searcher(open_retriever(settings, ordering(settings)))


def open_retriever(settings: Settings, order: Ordering | None = None) -> Retriever:
    """Open the current version of the index; without an encoder only words are compared."""
    current = settings.index_home / versions.CURRENT
    opened = manifest.read(current, server=settings.engine_server)
    return Retriever(
        opened,
        _encoder(settings, settings.serving, "Recherche par les mots seulement"),
        read_calibration(settings.calibration),
        student=_encoder(settings, settings.serving_student, "Recherche sans élève"),
        gazetteer=Gazetteer(opened.content.places or read_communes(settings.communes)),
        synonyms=Synonyms.read(settings.synonyms),
        emergencies=Emergencies.read(
            settings.emergencies, settings.danger_model, _danger_encoder(settings)
        ),
        ordering=order,
    )


def marks_tagger(settings: Settings) -> WordTagger | None:
    """Open the encoder that marks words, if it is prepared and the settings want encoders."""
    opened = _encoder(settings, settings.serving_marks, "Mots sans marques")
    return None if opened is None else WordTagger(opened)


def _danger_encoder(settings: Settings) -> DangerEncoder | None:
    """Open the encoder of dangers, if it is prepared and the settings want encoders."""
    opened = _encoder(settings, settings.serving_dangers, "Dangers par les lettres seulement")
    return None if opened is None else DangerEncoder(opened)


def _encoder(settings: Settings, folder: Path | None, otherwise: str) -> OnnxEncoder | None:
    """Open an encoder if the settings want it; otherwise: warning when it cannot be opened."""
    if folder is None or not settings.use_encoder:
        return None
    try:
        return OnnxEncoder(folder)
    except EncoderError as error:
        warn(f"{otherwise} : {error}")
        return None


@commands.command()
def evaluate(
    as_json: Annotated[bool, typer.Option("--json", help="Une ligne JSON par mesure.")] = False,
    beir: Annotated[
        Path | None,
        typer.Option(help="Un autre ensemble jugé : corpus.jsonl, queries.jsonl, qrels.tsv."),
    ] = None,
    jeu: Annotated[
        str, typer.Option(help="typed ou langues : d'autres écritures des besoins jugés.")
    ] = "",
) -> None:
    """Mesure la pertinence sur les besoins jugés, par méthode de recherche et façon d'écrire."""
    settings = Settings()
    if beir is None:
        needs, searcher = read_needs(settings.evaluation / jeu), open_searcher(settings)
        table = ablation.compare(searcher, needs)
        if not as_json:
            asked = (needs.variants["propre"][need] for need in needs.answerable)
            share = share_with_contact(searcher, asked)
            out().print(f"téléphone, courriel ou rue parmi les trois premières : {share:.0%}")
    else:
        needs, table = _evaluate_collection(beir, settings)
    if as_json:
        for row in table.rows:
            typer.echo(row.to_json())
        for difference in table.differences:
            typer.echo(difference.to_json())
    else:
        out().print(_table(table, needs))
        out().print(_differences(table))


def _evaluate_collection(
    folder: Path, settings: Settings
) -> tuple[JudgedNeeds, ablation.Comparison]:
    """Index a judged collection in a temporary folder, and measure the search on its queries.

    folder: files in the BEIR format. Documents of a grade above 0 are right answers.
    """
    from index.evaluation import beir  # only building needs it

    needs = read_needs(folder, relevant=1, judged_only=True)
    documents = beir.read_corpus(folder)
    encoder = OnnxEncoder(settings.serving, at_once=settings.encoder_threads)
    collection = beir.Collection(
        encoder,
        read_calibration(settings.calibration),
        Synonyms.read(settings.synonyms),
        WordSet.read(settings.lexicon),
        read_pairs_of_french(settings.pairs),
        out_of_scope(settings, encoder),
        calibrator(settings, encoder).fit,
    )
    with scratch() as home:
        searcher = collection.open(documents, home)
        names = {f"document-{row}": item.identifier for row, item in enumerate(documents)}
        return needs, ablation.compare(searcher, needs, names)


def out_of_scope(settings: Settings, encoder: Encoder) -> NeedVectors:
    """Return the out-of-scope examples with their vectors, from the index when they are there."""
    examples = Thesaurus({}, {}, Thesaurus.read(settings.needs, settings.out_of_scope).out_of_scope)
    texts = tuple(texts_of(examples))
    try:
        opened = manifest.read(settings.index_home / versions.CURRENT)
    except ArtefactError:
        opened = None
    if opened is not None and opened.manifest.fingerprint == encoder.fingerprint:
        needs = opened.content.needs
        own = tuple(text.text for text in needs.texts if text.row == len(needs.identifiers))
        if own == examples.out_of_scope:
            return NeedVectors((), texts, needs.out_of_scope_vectors)
    return NeedVectors((), texts, encoder.encode_passages([text.text for text in texts]))


@commands.command("evaluate-places")
def evaluate_places() -> None:
    """Mesure la reconnaissance des lieux dans les phrases jugées, et montre les erreurs."""
    settings = Settings()
    phrases = read_phrases(settings.evaluation / "lieux.tsv")
    gazetteer = Gazetteer(read_communes(settings.communes))
    corrector = _corrector(settings)
    wrong = dict(mistakes(phrases, gazetteer, corrector))
    for name in dict.fromkeys(phrase.jeu for phrase in phrases):
        own = [phrase for phrase in phrases if phrase.jeu == name]
        right = sum(phrase not in wrong for phrase in own)
        out().print(f"{name} : {right} justes sur {len(own)} ({right / len(own):.1%})")
    for phrase, place in wrong.items():
        meant = f"{phrase.genre} {phrase.code}".strip()
        name = "aucun" if place is None else place.nom
        out().print(Text(f"  [{phrase.champ}] {phrase.texte} : {name} (attendu {meant})"))


@commands.command("evaluate-local")
def evaluate_local(
    listed: Annotated[bool, typer.Option("--portes", help="Montre aussi chaque porte.")] = False,
) -> None:
    """Compte les recherches locales qui montrent un lieu où aller ; mesure les besoins situés."""
    settings = Settings()
    searches = read_local_searches(settings.evaluation / "recherches_locales.tsv")
    searcher = open_searcher(settings)
    doors = [door_of(search, searcher) for search in searches]
    found = by_theme(searches, (door is not None for door in doors))
    possible = by_theme(searches, (is_possible(search, searcher) for search in searches))
    for theme, every in by_theme(searches, (True for _ in searches)).items():
        share = f"{found[theme]} sur {every} ({found[theme] / every:.0%})"
        out().print(f"{theme} : {share}, {possible[theme]} permises par le catalogue")
    for search, door in zip(searches, doors, strict=True):
        if door is None:
            out().print(Text(f"  aucune porte : {search.texte} ({search.lieu})"))
        elif listed:
            found_text = f"  {search.texte} ({search.lieu}) : {door.name}, {door.where}"
            out().print(Text(f"{found_text}, {door.km:.0f} km, rang {door.rank}"))
    _evaluate_local_needs(settings.evaluation / "locaux", searcher)


def _evaluate_local_needs(folder: Path, searcher: Searcher) -> None:
    """Print how well the search ranks the judged needs with a place, and how many get a door."""
    needs = read_local_needs(folder)
    served, alone = (needs.ndcg(rank(needs, searcher, place)) for place in (True, False))
    expecting = needs.expecting_door
    doors = sum(door_of(search, searcher) is not None for search in expecting)
    out().print(
        f"{len(needs.searches)} besoins jugés avec leur lieu : nDCG@10 {served:.3f}, "
        f"{alone:.3f} sans le lieu ; une porte pour {doors} des {len(expecting)} qui en attendent"
    )


@commands.command("evaluate-answers")
def evaluate_answers() -> None:
    """Compte les « Répond à votre besoin » qui sont faux, et les vrais qui sont dits."""
    settings = Settings()
    texts = read_unanswered(settings.evaluation / "sans_reponse.txt")
    searcher = open_searcher(settings)
    wrong = {text: record for text in texts if (record := false_answer(searcher, text))}
    out().print(f"faux : {len(wrong)} de {len(texts)} ({len(wrong) / len(texts):.1%})")
    for text, record in wrong.items():
        out().print(Text(f"  {text} : {record}"))
    told = list(told_answers(searcher, read_needs(settings.evaluation)))
    for variant in dict.fromkeys(name for name, _ in told):
        said = [answers for name, answers in told if name == variant]
        out().print(
            f"{variant} : dit pour {sum(said)} de {len(said)} ({sum(said) / len(said):.0%})"
        )


@commands.command("evaluate-spelling")
def evaluate_spelling(
    pairs: Annotated[
        list[Path] | None, typer.Argument(help="fichiers « tapé, tabulation, voulu »")
    ] = None,
) -> None:
    """Mesure les corrections : textes tapés à la main, paires données, textes sans faute."""
    settings = Settings()
    corrector = _corrector(settings)
    folder = settings.evaluation / "typed"
    typed = read_needs(folder).variants
    own_pairs = [(typed["propre"][need], text) for need, text in typed["corrige"].items()]
    sets = {"tapés à la main": own_pairs} | {path.name: read_pairs(path) for path in pairs or ()}
    for name, word_pairs in sets.items():
        counted = tally(corrector, word_pairs)
        out().print(
            f"{name} : {len(word_pairs)} textes, {counted.wrong} mots à corriger, "
            f"{counted.changed} mots changés, précision {counted.precision:.3f}, "
            f"rappel {counted.recall:.3f}"
        )
    sound = _texts_without_mistakes(settings)
    changed = [correction for text in sound if (correction := corrector.correct(text))]
    out().print(f"textes sans faute : {len(sound)}, dont {len(changed)} changés à tort")
    for correction in changed:
        out().print(Text(f"  {correction.changes}"))


@commands.command("evaluate-skills")
def evaluate_skills() -> None:
    """Mesure l'ordre des métiers, sur profils et missions, le découpage et les explications."""
    settings = Settings()
    folder = settings.evaluation / "profils"
    profiles, searcher = skills.read_profiles(folder), open_searcher(settings)
    recommender = Recommender(searcher.retriever)
    missions = skills.evaluate_missions(settings.evaluation / "missions", recommender)
    genders = skills.evaluate_genders(folder / "genres.tsv", recommender)
    for measured in (*skills.rankings(profiles, recommender), missions, genders):
        out().print(str(measured), soft_wrap=True)
    for name, witness in (("mise au point", False), ("témoin", True)):
        judged = [profile for profile in profiles if profile.is_witness is witness]
        cut = skills.evaluate_split(
            judged,
            lambda text: searcher.retriever.understand(ProfileQuery(text, anywhere=True)).text,
        )
        out().print(
            f"découpage, {name} ({cut.profiles} profils) : précision {cut.precision:.3f}, rappel "
            f"{cut.recall:.3f}, langues {cut.languages:.1%}, voies {cut.ways:.1%}"
        )
    for name in ("paires", "paires.nouvelles"):
        explained = skills.evaluate_explanations(folder / f"{name}.tsv", recommender)
        for line in explained.lines():
            out().print(f"{name}, {line}")


@commands.command("evaluate-guide")
def evaluate_guide() -> None:
    """Compte les choix du parcours guidé jusqu'à chaque besoin, et ce que répond la recherche."""
    settings = Settings()
    tree = read_tree(settings.guide, settings.pictograms)
    thesaurus, searcher = Thesaurus.read(settings.needs), open_searcher(settings)
    path = measure(tree, thesaurus)
    out().print(
        f"choix jusqu'à un besoin : {path.mean_choices:.2f} en moyenne, "
        f"{path.max_choices} au plus ; {path.frequent_within:.0%} des {len(tree.frequent)} "
        f"besoins les plus courants en {FREQUENT_CHOICES} choix au plus",
        soft_wrap=True,
    )
    out().print(f"cartes par écran : {path.mean_cards:.1f} en moyenne, {path.max_cards} au plus")
    out().print(f"besoins sans carte : {', '.join(path.missing) or 'aucun'}")
    out().print(f"cartes sans besoin : {', '.join(path.unknown) or 'aucune'}")
    share = declared_share(tree, thesaurus, searcher)
    out().print(
        f"une fiche qui déclare le besoin parmi les dix premières : {share:.0%} des besoins"
    )


@commands.command("evaluate-game")
def evaluate_game() -> None:
    """Compte les personnes simulées dont le jeu trouve le métier, et les cartes qu'il demande."""
    settings = Settings()
    game = read_game(settings.general_skills, settings.occupations, settings.occupation_imports)
    for line in measure_game(game).lines():
        out().print(line, soft_wrap=True)


def _texts_without_mistakes(settings: Settings) -> list[str]:
    """Return queries in correct French: judged queries in two wordings, and everyday words."""
    needs = read_needs(settings.evaluation)
    words = read_needs(settings.evaluation / "mots", relevant=1)
    texts = [
        needs.variants[name][need] for name in ("propre", "autre") for need in needs.answerable
    ]
    return [*texts, *words.variants["propre"].values()]


def _corrector(settings: Settings) -> Corrector:
    content = manifest.read(settings.index_home / versions.CURRENT).content
    return corrector_of(content, Synonyms.read(settings.synonyms))


def _table(measured: ablation.Comparison, needs: JudgedNeeds) -> Table:
    answerable, out_of_scope = len(needs.answerable), len(needs.out_of_scope)
    table = Table(title=f"{answerable} besoins qui ont une réponse, {out_of_scope} hors sujet")
    rows = measured.rows
    names = list(rows[0].measures)
    for title in ("écriture", "voie", *names, "réponse donnée", "fausse réponse"):
        table.add_column(title, justify="left" if title in ("écriture", "voie") else "right")
    previous = rows[0].variant
    for row in rows:
        if row.variant != previous:
            table.add_section()
            previous = row.variant
        measures = [f"{row.measures[name]:.3f}" for name in names]
        rates = [f"{row.answered:.0%}", f"{row.false_answers:.0%}"]
        table.add_row(row.variant, row.method, *measures, *rates)
    return table


def _differences(measured: ablation.Comparison) -> Table:
    """Return the table of the gains of the whole search over each of its rankings alone.

    A gain is a difference of nDCG@10, with its 95 % interval.
    """
    table = Table(title="nDCG@10 de la fusion moins celui de chaque voie (intervalle à 95 %)")
    for title in ("écriture", "voie", "écart", "de", "à", "réel"):
        table.add_column(title, justify="left" if title in ("écriture", "voie") else "right")
    for row in measured.differences:
        low, high = f"{row.low:+.3f}", f"{row.high:+.3f}"
        real = "oui" if row.is_real else "non"
        table.add_row(row.variant, row.method, f"{row.mean:+.3f}", low, high, real)
    return table
