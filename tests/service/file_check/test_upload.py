"""Files sent by a form: bounded, without a name on the disk, and gone at the end."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import ClientDisconnect, Request
from starlette.types import Message, Receive

from index.errors import ServiceBusy
from service.file_check import upload
from service.file_check.upload import SentFile, UploadRefused, Uploads
from service.http.security import BodyLimit

MARK = b"limite"
HEAD = b'--limite\r\nContent-Disposition: form-data; name="fichier"; filename="lieux.csv"\r\n\r\n'
END = b"\r\n--limite--\r\n"


def messages(*chunks: bytes, ended: bool = True) -> Receive:
    """An ASGI `receive` that gives a body in chunks, then the end of the connection."""
    queue: list[Message] = [
        {"type": "http.request", "body": chunk, "more_body": True} for chunk in chunks
    ]
    if ended:
        queue.append({"type": "http.request", "body": b"", "more_body": False})
    queue.append({"type": "http.disconnect"})
    waiting: Iterator[Message] = iter(queue)

    async def receive() -> Message:
        return next(waiting)

    return receive


def form(receive: Receive, kind: bytes = b"multipart/form-data; boundary=limite") -> Request:
    scope = {"type": "http", "app": None, "method": "POST", "path": "/valider", "headers": [
        (b"content-type", kind)], "query_string": b""}  # fmt: skip
    return Request(scope, receive)


def received(request: Request, uploads: Uploads | None = None) -> tuple[SentFile, bytes]:
    """The file of a form, and its content."""

    async def receive() -> tuple[SentFile, bytes]:
        async with (uploads or Uploads()).received(request) as sent:
            return sent, sent.path.read_bytes()

    return asyncio.run(receive())


@pytest.mark.parametrize("size", [10, 3_000_000], ids=["in memory", "on disk"])
def test_a_file_should_be_received_without_a_name_and_be_gone_at_the_end(
    size: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    content = b"x" * (size - 1) + b"\n"
    sent, read = received(form(messages(HEAD, content[:5], content[5:], END)))
    assert (sent.name, sent.size, sent.rows, sent.as_csv) == ("lieux.csv", size, 1, False)
    assert read == content
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(OSError, match="No such file"):
        sent.path.read_bytes()


def test_while_a_file_is_there_nothing_of_it_should_be_listed_on_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    async def listed() -> list[Path]:
        request = form(messages(HEAD, b"x" * 3_000_000, END))
        async with Uploads().received(request) as sent:
            assert sent.path.exists()
            return list(tmp_path.iterdir())

    assert asyncio.run(listed()) == []


@pytest.mark.parametrize(
    ("receive", "kind", "status", "message"),
    [
        (messages(b"--limite--\r\n"), b"", 422, upload.NO_FILE),
        (messages(b"fichier=x"), b"application/x-www-form-urlencoded", 422, upload.NO_FILE),
        (messages(HEAD.replace(b'; filename="lieux.csv"', b""), b"x", END), b"", 422,
         upload.NO_FILE),
        (messages(HEAD.replace(b"lieux.csv", b""), END), b"", 422, upload.NO_FILE),
        (messages(HEAD, END), b"", 422, upload.EMPTY),
        (messages(HEAD, b"x" * (upload.MAX_BYTES + 1), END), b"", 413, upload.TOO_LONG),
        (messages(b"nimporte quoi"), b"", 400, upload.UNREADABLE),
        (messages(HEAD, b"x\r\n", HEAD, b"x", END), b"", 400, upload.UNREADABLE),
    ],
    ids=["no part", "no multipart", "a text", "nothing chosen", "empty", "long", "broken", "two"],
)  # fmt: skip
def test_a_form_without_a_good_file_should_be_refused(
    receive: Receive, kind: bytes, status: int, message: str
) -> None:
    request = form(receive, *([kind] if kind else []))
    with pytest.raises(UploadRefused) as caught:
        received(request)
    assert (caught.value.status, caught.value.message) == (status, message)


def test_a_file_that_never_ends_should_be_given_up() -> None:
    async def endless() -> Message:
        await asyncio.Event().wait()
        raise AssertionError

    with pytest.raises(UploadRefused) as caught:
        received(form(endless), Uploads(limit_s=0.01))
    assert (caught.value.status, caught.value.message) == (408, upload.TOO_SLOW)


def test_a_file_that_is_cut_should_free_its_place(tmp_path: Path) -> None:
    uploads = Uploads(1)
    with pytest.raises(ClientDisconnect):
        received(form(messages(HEAD, b"x" * 2_000_000, ended=False)), uploads)
    assert received(form(messages(HEAD, b"x", END)), uploads)[1] == b"x"


def test_too_many_files_at_once_should_be_refused_at_once() -> None:
    async def two() -> None:
        uploads = Uploads(1)
        async with uploads.received(form(messages(HEAD, b"x", END))):
            with pytest.raises(ServiceBusy):
                async with uploads.received(form(messages(HEAD, b"x", END))):
                    pass

    asyncio.run(two())


@pytest.mark.parametrize(
    ("size", "rows", "cost"),
    [(10, 1, 1), (50_000, 1, 2), (10, 100, 2), (500_000, 5_000, 51), (10, 10**7, 301),
     (10_000_000, 1, 201)],
)  # fmt: skip
def test_a_file_should_cost_by_its_size_or_its_rows(size: int, rows: int, cost: int) -> None:
    assert SentFile("x", Path("x"), size, rows, False).cost == cost


@pytest.mark.parametrize(
    ("content", "rows"), [(b"a\n1\n2\n", 3), (b'[{"a": 1}, {"a": 2}]', 2), (b'{"a": 1}\n', 1)]
)
def test_rows_should_be_guessed_from_the_signs_of_the_form(content: bytes, rows: int) -> None:
    assert received(form(messages(HEAD, content, END)))[0].rows == rows


def limited(receive: Receive, length: bytes = b"") -> Callable[[], Awaitable[Any]]:
    """Pass a form through the limit of bodies to the reception of files; return its outcome."""
    found: list[object] = []

    async def app(scope: Any, inner: Receive, _: object) -> None:
        async with Uploads().received(Request(scope, inner)) as sent:
            found.append(sent.size)

    async def ask() -> object:
        request = form(receive)
        if length:
            request.scope["headers"].append((b"content-length", length))
        limit = BodyLimit(app, 10, lambda *_: None, streamed={"/valider": 1_000})  # type: ignore[arg-type]
        await limit(request.scope, receive, receive)  # type: ignore[arg-type]
        return found[0]

    return ask


def test_a_long_body_should_be_refused_before_it_is_received_or_as_it_comes() -> None:
    async def never() -> Message:
        raise AssertionError("un corps trop long est lu")

    for ask in (limited(never, b"1001"), limited(messages(HEAD, b"x" * 900, b"x" * 900, END))):
        with pytest.raises(UploadRefused, match="dépasse"):
            asyncio.run(ask())  # type: ignore[arg-type]
    assert asyncio.run(limited(messages(HEAD, b"x" * 500, END))()) == 500  # type: ignore[arg-type]
