"""JSON answers that are already written: compressed for who reads gzip."""

from __future__ import annotations

import gzip

import pytest

from service.http.json_body import COMPRESSED_FROM_BYTES, accepts_gzip, json_response

BODY = b'{"texte": "' + b"ordinateur " * 100 + b'"}'


def test_an_answer_should_be_compressed_for_who_reads_gzip() -> None:
    response = json_response(BODY, "br, gzip")
    assert response.headers["Content-Encoding"] == "gzip"
    assert response.headers["Vary"] == "Accept-Encoding"
    assert int(response.headers["Content-Length"]) == len(response.body) < len(BODY)
    assert gzip.decompress(bytes(response.body)) == BODY


@pytest.mark.parametrize("accepted", ["", "br", "identity"])
def test_an_answer_should_be_left_whole_for_the_others(accepted: str) -> None:
    response = json_response(BODY, accepted)
    assert response.body == BODY
    assert "Content-Encoding" not in response.headers
    assert response.headers["Content-Type"] == "application/json"


def test_a_short_answer_should_not_be_compressed() -> None:
    short = BODY[: COMPRESSED_FROM_BYTES - 1]
    assert json_response(short, "gzip").body == short


@pytest.mark.parametrize(
    ("accepted", "is_accepted"),
    [
        ("gzip", True),
        ("deflate, GZIP;q=0.5", True),
        ("gzip; q=0.001", True),
        ("gzip;q=0", False),
        ("gzip; q = 0.000, br", False),
        ("x-gzip-not", False),
    ],
)
def test_a_coding_should_be_accepted_by_its_name_and_its_weight(
    accepted: str, is_accepted: bool
) -> None:
    assert accepts_gzip(accepted) is is_accepted
