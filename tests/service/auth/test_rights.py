"""Values of API keys: origins, logos and rights."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from index.errors import InvalidQuery
from service.auth.rights import MAX_HOSTS, MAX_LOGO_BYTES, Rights, Scope, logo_uri, origin

PNG = b"\x89PNG\r\n\x1a\n"
WIDGET = Rights(name="Portail", scopes=(Scope.WIDGET,), hosts=("exemple.fr",))


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("exemple.fr", "https://exemple.fr"),
        ("https://exemple.fr", "https://exemple.fr"),
        (" HTTPS://Www.Exemple.FR/ ", "https://www.exemple.fr"),
        ("exemple.fr:8443", "https://exemple.fr:8443"),
        ("exemple.fr:443", "https://exemple.fr"),
        ("Hôtel.fr", "https://xn--htel-vqa.fr"),
        ("xn--htel-vqa.fr", "https://xn--htel-vqa.fr"),
        ("192.0.2.7:8000", "https://192.0.2.7:8000"),
        ("localhost", "http://localhost"),
        ("http://127.0.0.1:*", "http://127.0.0.1:*"),
        ("127.0.0.1:*", "http://127.0.0.1:*"),
        ("127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("localhost:8000", "http://localhost:8000"),
        ("http://localhost:08000", "http://localhost:8000"),
        ("https://localhost:8000", "https://localhost:8000"),
    ],
)
def test_a_host_should_be_kept_as_browsers_write_its_origin(typed: str, told: str) -> None:
    assert origin(typed) == told
    assert origin(told) == told


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "*",
        "*.exemple.fr",
        "https://*",
        "fr",
        "http://exemple.fr",
        "ftp://exemple.fr",
        "javascript:alert(1)",
        "exemple.fr/page",
        "exemple.fr?x",
        "exemple.fr#x",
        "moi@exemple.fr",
        "exemple.fr:",
        "exemple.fr:0",
        "exemple.fr:65536",
        "exemple.fr:https",
        "exemple..fr",
        ".exemple.fr",
        "exemple.fr.",
        "-exemple.fr",
        "exemple_1.fr",
        "exemple.fr; script-src *",
        "exemple.fr,autre.fr",
        "exemple.fr autre.fr",
        "exemple.fr\nautre.fr",
        "exemple.fr'",
        "'self'",
        "[::1]",
        "exemple。fr*",
        "a" * 64 + ".fr",
        "null",
        "\ud800.fr",
    ],
)
def test_what_is_not_one_exact_host_should_be_refused(typed: str) -> None:
    with pytest.raises(InvalidQuery) as refused:
        origin(typed)
    assert refused.value.field == "hote"


@pytest.mark.parametrize(
    ("field", "rights"),
    [
        ("nom", {"name": ""}),
        ("nom", {"name": "x" * 81}),
        ("nom", {"name": "a\nb"}),
        ("portee", {"scopes": ()}),
        ("portee", {"scopes": (Scope.WIDGET, Scope.LECTURE), "hosts": ("exemple.fr",)}),
        ("quota", {"quota": 0}),
        ("hote", {"scopes": (Scope.WIDGET,)}),
        ("hote", {"scopes": (Scope.WIDGET,), "hosts": ("a.fr",) * (MAX_HOSTS + 1)}),
        ("hote", {"hosts": ("exemple.fr",)}),
        ("logo", {"logo": "data:image/png;base64,"}),
    ],
)
def test_rights_that_contradict_each_other_should_be_refused(
    field: str, rights: dict[str, Any]
) -> None:
    with pytest.raises(InvalidQuery) as refused:
        Rights(**({"name": "x", "scopes": (Scope.LECTURE,)} | rights))
    assert refused.value.field == field


def test_a_host_told_twice_should_be_kept_once() -> None:
    rights = replace(WIDGET, hosts=("b.fr", "a.fr", "https://B.fr/"))
    assert rights.hosts == ("https://b.fr", "https://a.fr")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PNG + b"x", "png"),
        (b"\xff\xd8\xff\xe0x", "jpeg"),
        (b"RIFF\n\x00\x00\x00WEBPVP8 ", "webp"),
        (b"GIF89ax", "gif"),
        (b"GIF87ax", "gif"),
        (PNG + b"x" * (MAX_LOGO_BYTES - len(PNG)), "png"),
    ],
)
def test_a_logo_should_be_told_by_its_first_bytes(content: bytes, kind: str) -> None:
    assert logo_uri(content).startswith(f"data:image/{kind};base64,")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "ni PNG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "ni PNG"),
        (b"xGIF89a", "ni PNG"),
        (b"RIFF\x00\x00\x00\x00WAVE", "ni PNG"),
        (PNG + b"x" * MAX_LOGO_BYTES, "plus de 32 ko"),
    ],
)
def test_a_logo_that_is_no_image_or_too_heavy_should_be_refused(content: bytes, said: str) -> None:
    with pytest.raises(InvalidQuery, match=said):
        logo_uri(content)
