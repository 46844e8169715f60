"""Processor time of a search, by stage."""

from __future__ import annotations

import pytest

from scripts.profile_search import OTHER, shares, stage_of

SERVER = "run (uvicorn/server.py:86)"
SEARCH = f"{SERVER};search (index/search/searcher.py:70)"


@pytest.mark.parametrize(
    ("stack", "stage"),
    [
        (f"{SEARCH};propose (index/engines/faiss/engine.py:113)", "sens : passages"),
        (f"{SEARCH};_run (index/encoder/onnx.py:240);run (onnxruntime/x.py:1)", "encoder : modèle"),
        (
            f"{SEARCH};ids (index/encoder/unigram.py:60)",
            "encoder : découpage en jetons",
        ),
        (
            f"{SEARCH};nearest (index/engines/faiss/rounded_scan.py:60);"
            "_products (index/rounded_vectors.py:140);run (onnxruntime/x.py:1)",
            "sens : passages",
        ),
        (f"{SEARCH};reason (index/search/retriever.py:351);isin (numpy/x.py:9)", "explication"),
        (SERVER, "serveur"),
        ("main (ailleurs.py:1)", OTHER),
    ],
)
def test_time_counts_for_the_innermost_stage(stack: str, stage: str) -> None:
    assert stage_of(stack) == stage


def test_a_thread_that_waits_takes_no_time() -> None:
    waiting = f"{SEARCH};Condition.wait (/usr/lib/threading.py:331)"
    lines = [
        f"{waiting} 70",
        f"{SEARCH};counts (index/candidates/facets.py:9) 30",
        "s (uvicorn) 10",
    ]
    assert shares(lines) == {"filtres et nombres": 0.75, "serveur": 0.25}
