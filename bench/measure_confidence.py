"""Measure what is answered, shown in doubt and refused, on our catalogue and on others.

    python -m bench.measure_confidence SETS --dossier FOLDER [--moitie impaire] [--juge] [--nous]

SETS holds sets in BEIR form. Of each, the queries whose CRC-32 of the identifier is even are
measured, 75 at most, over 600 documents at most, those judged first; the indexes are kept in
FOLDER for another run. Requests of another set are its own queries.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from zlib import crc32

import numpy as np

from index.artefact import manifest
from index.artefact.manifest import Artefact
from index.calibration.calibrator import Calibrator
from index.calibration.reliability import calibration_error
from index.encoder.onnx import OnnxEncoder
from index.evaluation import beir
from index.evaluation.metrics import JudgedNeeds, ndcg, read_needs
from index.search.calibration import Calibration, read_calibration
from index.search.catalogue_fit import read_fit
from index.search.likelihood import Certainty
from index.search.query import MAX_CHARS, Query
from index.search.retriever import Retriever
from index.search.searcher import Searcher
from index.spelling.word_pairs import read_pairs_of_french
from index.taxonomy.need_vectors import NeedVectors
from index.text.synonyms import Synonyms
from index.text.word_set import WordSet
from service.cli.build import calibrator
from service.cli.evaluate import out_of_scope
from service.settings import Settings

QUERIES, DOCUMENTS, ASKED = 75, 600, 25
"""Most queries and documents of a set, and requests that each other set asks."""
DEPTH = 10
SAME_FIELD = frozenset({"rome-appellations", "esco-variantes"})
"""Sets of occupations: what one asks, the other answers."""


@dataclass(frozen=True)
class JudgedSet:
    """Sample of a judged set: query id -> text and grades, and document ids by record id."""

    queries: Mapping[str, str]
    qrels: Mapping[str, Mapping[str, int]]
    names: Mapping[str, str]


@dataclass(frozen=True)
class Told:
    """What was told for one query: how sure, its likelihood, nDCG@10 fused and as shown."""

    certainty: Certainty
    likelihood: float
    fused: float = 0.0
    shown: float = 0.0


def sample(folder: Path, even: bool) -> tuple[JudgedSet, list[beir.Document]]:
    """Draw the queries of a half of a set, and the documents to index, by a seed."""
    needs, drawn = read_needs(folder, relevant=1), random.Random(0)  # noqa: S311
    queries = [each for each in needs.answerable if (crc32(each.encode()) % 2 == 0) is even]
    drawn.shuffle(queries)
    queries = queries[:QUERIES]
    judged = {document for query in queries for document in needs.qrels[query]}
    documents = beir.read_corpus(folder)
    kept = [each for each in documents if each.identifier in judged]
    others = [each for each in documents if each.identifier not in judged]
    drawn.shuffle(others)
    kept += others[: max(0, DOCUMENTS - len(kept))]
    texts = {query: needs.variants["propre"][query] for query in queries}
    names = {f"document-{row}": each.identifier for row, each in enumerate(kept)}
    return JudgedSet(texts, {each: needs.qrels[each] for each in queries}, names), kept


def opened(
    folder: Path, home: Path, collection: beir.Collection, even: bool
) -> tuple[JudgedSet, Artefact]:
    """Return a sample of a set and its index, made if it is not in `home` yet."""
    half = "paire" if even else "impaire"
    index, described = home / f"{folder.name}-{half}", home / f"{folder.name}-{half}.json"
    if described.exists():
        fields = json.loads(described.read_text(encoding="utf-8"))
        return JudgedSet(**fields), manifest.read(index)
    judged, documents = sample(folder, even)
    index.mkdir(parents=True)
    replace(collection, fit=None).open(documents, index)
    described.write_text(json.dumps(vars(judged), ensure_ascii=False), encoding="utf-8")
    return judged, manifest.read(index)


def _with(index: Artefact, examples: NeedVectors) -> Artefact:
    """Return an index with the out-of-scope examples of today, whatever it was made with."""
    return replace(index, content=replace(index.content, needs=examples))


def ask(searcher: Searcher, text: str, grades: Mapping[str, int], names: Mapping[str, str]) -> Told:
    """Ask a query, and return what was told."""
    retriever, query = searcher.retriever, Query(text[:MAX_CHARS], size=DEPTH)
    understood = retriever.understand(query)
    scored = retriever.score(understood, retriever.encode(understood.text))
    answer = searcher.answer(query, understood, scored)
    order = np.argsort(-scored.order.scores, kind="stable")[:DEPTH].tolist()
    fused = [scored.view.record(place).id for place in order]
    shown = [hit.record.id for hit in answer.hits]
    gains = [ndcg(grades, [names.get(each, each) for each in run]) for run in (fused, shown)]
    return Told(answer.certainty, retriever.likelihoods(scored).anything, *gains)


def shares(told: Sequence[Told]) -> str:
    """Return the shares told as sure, and shown at all."""
    sure = np.mean([each.certainty is Certainty.SURE for each in told])
    shown = np.mean([each.certainty is not Certainty.NOTHING for each in told])
    return f"sûr {sure:.1%}, montré {shown:.1%} de {len(told)}"


def report_set(
    name: str, searcher: Searcher, judged: JudgedSet, others: Mapping[str, Sequence[str]]
) -> None:
    """Print what a set is told of its own queries and of those of the others."""
    own = [ask(searcher, text, judged.qrels[q], judged.names) for q, text in judged.queries.items()]
    fused, shown = (
        float(np.mean([getattr(each, at) for each in own])) for at in ("fused", "shown")
    )
    part = shown / fused if fused else 0.0
    print(f"{name} : {shares(own)} ; nDCG@10 {fused:.3f}, montré {shown:.3f} ({part:.3f})")
    asked = {
        other: [ask(searcher, text, {}, {}) for text in texts]
        for other, texts in others.items()
        if other != name and not {other, name} <= SAME_FIELD
    }
    outside = [each for told in asked.values() for each in told]
    right = np.repeat([True, False], [len(own), len(outside)])
    said = np.array([each.likelihood for each in (*own, *outside)])
    print(f"  des autres : {shares(outside)} ; étalonnage {calibration_error(said, right):.3f}")
    for other, told in asked.items():
        print(f"    {other} : {shares(told)}")


def report_ours(title: str, searcher: Searcher, sets: Sequence[JudgedNeeds]) -> None:
    """Print what our catalogue is told of judged needs and of requests out of scope."""
    inside, outside = [], []
    for needs in sets:
        for variant, texts in needs.variants.items():
            if variant == "corrige":
                continue
            inside += [
                ask(searcher, texts[each], needs.qrels.get(each, {}), {})
                for each in needs.answerable
                if each in texts
            ]
            outside += [ask(searcher, texts[each], {}, {}) for each in needs.out_of_scope]
    fused, shown = (np.mean([getattr(each, at) for each in inside]) for at in ("fused", "shown"))
    print(f"nous, {title} : besoins {shares(inside)} ; montré {shown:.3f} de {fused:.3f}")
    print(f"  hors sujet : {shares(outside)}")


def report_both(
    settings: Settings, encoder: OnnxEncoder, calibration: Calibration, fitter: Calibrator
) -> None:
    """Print what our catalogue is told by the judged fit, then by that of its build."""
    needs = read_needs(settings.evaluation)
    current = manifest.read(settings.index_home / "current")
    fit = current.content.confidence or fitter.fit(current)
    print(read_fit(fit))
    search = calibration.search.model_copy(update={"judged_on": ()})
    built = calibration.model_copy(update={"search": search})
    index = replace(current, content=replace(current.content, confidence=fit))
    synonyms = Synonyms.read(settings.synonyms)
    for title, chosen in {"jugé": calibration, "à la construction": built}.items():
        searcher = Searcher(Retriever(index, encoder, chosen, synonyms=synonyms))
        report_ours(title, searcher, [needs, read_needs(settings.evaluation / "hors_sujet")])


def main() -> None:
    """Measure the sets of a folder, then our catalogue by both fits."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", type=Path)
    parser.add_argument("--dossier", type=Path, required=True)
    parser.add_argument("--moitie", choices=("paire", "impaire"), default="paire")
    parser.add_argument("--juge", action="store_true", help="sert aux autres l'ajustement jugé")
    parser.add_argument("--nous", action="store_true", help="mesure aussi notre catalogue")
    arguments = parser.parse_args()
    settings = Settings()
    encoder = OnnxEncoder(settings.serving, at_once=1)
    calibration, synonyms = read_calibration(settings.calibration), Synonyms.read(settings.synonyms)
    fitter, examples = calibrator(settings, encoder), out_of_scope(settings, encoder)
    lexicon, pairs = WordSet.read(settings.lexicon), read_pairs_of_french(settings.pairs)
    collection = beir.Collection(
        encoder, calibration, synonyms, lexicon, pairs, examples, fitter.fit
    )
    needs = read_needs(settings.evaluation)
    folders = [*sorted(arguments.sets.iterdir()), settings.evaluation / "mots"]
    even = arguments.moitie == "paire"
    found = {
        each.name: opened(each, arguments.dossier, collection, even)
        for each in folders
        if (each / "corpus.jsonl").exists()
    }
    asked = {name: list(judged.queries.values())[:ASKED] for name, (judged, _) in found.items()}
    asked["nous"] = [needs.variants["propre"][each] for each in needs.answerable[:ASKED]]
    for name, (judged, index) in found.items():
        if arguments.juge:
            searcher = replace(collection, fit=None).searcher(index)
        else:
            searcher = collection.searcher(_with(index, examples))
        report_set(name, searcher, judged, asked)
    if arguments.nous:
        report_both(settings, encoder, calibration, fitter)


if __name__ == "__main__":
    main()
