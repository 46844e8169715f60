"""API that answers page by page, as data·inclusion's does: its items, as JSON lines in one file."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
from pydantic import BaseModel, Field, ValidationError

from index.errors import DownloadError
from index.sync.content import too_large
from index.sync.download import NOTHING, Download, Downloader, too_slow

PAGE_MAX_BYTES = 50_000_000
MAX_PAGES = 2_000


class Page(BaseModel):
    """One page of the answer: its items, and how many pages there are."""

    items: list[dict[str, Any]]
    pages: int = Field(ge=0, le=MAX_PAGES)


def fetch_pages(downloader: Downloader, download: Download, target: Path) -> None:
    """Fetch every page of an API, and write their items to one file, one JSON object a line.

    Args:
        downloader: fetches each page.
        download: address of the API, to which the parameter `page` is added, and limits, which
            hold for all the pages together.
        target: the file to write; it is partial when an error is raised.

    Raises:
        DownloadError: when a page cannot be fetched or is no page of items, when there are more
            than 2,000 of them, or when the file would be larger than the limit.
        OSError: when the file cannot be written.
    """
    page = target.with_name(f"{target.name}.page")
    start = downloader.clock()
    size = min(download.max_bytes, PAGE_MAX_BYTES)
    number, last, written = 1, 1, 0
    try:
        with target.open("w", encoding="utf-8") as stream:
            while number <= last:
                left = download.max_seconds - (downloader.clock() - start)
                if left <= 0:
                    raise too_slow(download.max_seconds)
                url = str(httpx.URL(download.url).copy_merge_params({"page": str(number)}))
                wanted = replace(
                    download, url=url, validators=NOTHING, max_bytes=size, max_seconds=left
                )
                downloader.fetch(wanted, page)
                content = _read(page, number)
                for item in content.items:
                    written += stream.write(json.dumps(item, ensure_ascii=False) + "\n")
                    if written > download.max_bytes:
                        raise too_large(download.max_bytes)
                number, last = number + 1, content.pages
    finally:
        page.unlink(missing_ok=True)
    if not written:
        raise DownloadError("l'API ne donne aucune ligne")


def _read(path: Path, number: int) -> Page:
    """Read a page; raise DownloadError when it is not one."""
    try:
        return Page.model_validate_json(path.read_bytes())
    except ValidationError as error:
        expected = "des pages d'items (items, pages)"
        raise DownloadError(f"page {number} illisible ; attendu {expected}") from error
