"""Headers that announce the end of a part of the API, as `docs/api.md` promises."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime

from starlette.datastructures import MutableHeaders

POLICY = "/api#versions"
"""Address of the rule that the end of any part of the API follows."""


@dataclass(frozen=True)
class Deprecation:
    """Announced end of a part of the API.

    since: day from which it is deprecated; until: day after which it may stop, twelve months later
    at least.
    """

    since: datetime
    until: datetime

    def announce(self, headers: MutableHeaders, successor: str) -> None:
        """Add the announcement to the headers of a response.

        Args:
            headers: of the response; `Deprecation` (RFC 9745), `Sunset` (RFC 8594) and two `Link`
                are added.
            successor: address of what replaces this part, such as "/api/v1/search.csv".
        """
        headers["Deprecation"] = f"@{int(self.since.timestamp())}"
        headers["Sunset"] = format_datetime(self.until, usegmt=True)
        headers.append("Link", f'<{POLICY}>; rel="deprecation"; type="text/html"')
        headers.append("Link", f'<{successor}>; rel="successor-version"')


def day(year: int, month: int, day: int) -> datetime:
    """Return the start of a day, UTC."""
    return datetime(year, month, day, tzinfo=UTC)
