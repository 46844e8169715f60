"""Headers of what ends: RFC 9745 and RFC 8594, with what replaces it."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders

from service.http.deprecation import POLICY, Deprecation, day


def test_an_end_should_be_announced_with_its_dates_and_its_successor() -> None:
    headers = MutableHeaders({"link": '</licence>; rel="license"'})
    Deprecation(since=day(2026, 12, 1), until=day(2027, 12, 1)).announce(headers, "/nouveau")
    assert headers["Deprecation"] == "@1796083200"
    assert headers["Sunset"] == "Wed, 01 Dec 2027 00:00:00 GMT"
    assert headers.getlist("link") == [
        '</licence>; rel="license"',
        f'<{POLICY}>; rel="deprecation"; type="text/html"',
        '</nouveau>; rel="successor-version"',
    ]
