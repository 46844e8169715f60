"""Content of the page of the map: what is drawn, the list beside it, the links between the two."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from index.places.models import KM_PER_DEGREE
from index.taxonomy.thesaurus import Thesaurus
from service.map.addresses import MapAddress
from service.map.drawing import Atlas, Drawing, Here, draw, is_close
from service.map.pins import MapPoint, Pin
from service.map.results import MapResult
from service.map.views import SMALLEST_KM, View, parse_view, zoomed
from service.presentation.i18n import to

SAME_PLACE = 0.002
"""Degrees of latitude or longitude (about 200 m) under which two results are at one place."""


@dataclass(frozen=True, kw_only=True)
class MapView(ABC):
    """What a page shows of the map.

    atlas: what it is drawn from; address: URL of the page; default_view: drawn when the URL
    requests no part of the map; here: the place searched, None for none.
    """

    atlas: Atlas
    address: MapAddress
    default_view: View
    here: Here | None = None

    @property
    @abstractmethod
    def points(self) -> Sequence[MapPoint]:
        """Return what has a pin when it is in view, in order of rank."""

    @abstractmethod
    def pin_address(self, pin: Pin) -> str:
        """Return the URL that a pin (mark on the map) links to."""

    @cached_property
    def view(self) -> View:
        """Return the part of the map that is shown: the default one for a URL that is not valid."""
        return parse_view(self.atlas.outlines, self.address.view) or self.default_view

    @cached_property
    def drawing(self) -> Drawing:
        """Return the part of the map that is shown, drawn."""
        return draw(self.atlas, self.view, self.points, self.here)

    @cached_property
    def pin_ranks(self) -> Mapping[int, int]:
        """Return the number of each result that has a pin -> the number of the first of its pin."""
        return {point.rank: pin.rank for pin in self.drawing.pins for point in pin.results}

    @property
    def is_whole(self) -> bool:
        """Return whether the map shows the whole country."""
        return self.drawing.box == self.atlas.outlines.box

    @property
    def has_vague_pins(self) -> bool:
        """Return whether a pin of a close view is only at the centre of its commune."""
        return is_close(self.view) and any(pin.is_vague for pin in self.drawing.pins)

    @property
    def closer(self) -> str:
        """Return the URL of a view twice as close, "" for none."""
        view = zoomed(self.view, 0.5)
        return self.address.to(view=view) if view else ""

    @property
    def farther(self) -> str:
        """Return the URL of a view from twice as far, "" for none."""
        view = zoomed(self.view, 2)
        return self.address.to(view=view) if view else ""

    def closer_to(self, pin: Pin) -> str:
        """Return the URL of a view where the results of a pin are apart; "" at one place."""
        if pin.is_shared and pin.spread < SAME_PLACE:
            return ""
        first = pin.results[0]
        km = max(SMALLEST_KM, 1.5 * pin.spread * KM_PER_DEGREE)
        return self.address.to(view=f"{first.latitude:.3f},{first.longitude:.3f},{km:.0f}")


@dataclass(frozen=True, kw_only=True)
class ResultsView(MapView):
    """The results of a search, or one record, on the map and in a list.

    results: of this page; thesaurus: gives the theme of each, whose colour its pin has;
    query_string: parameters added to the links to records, so that the page of a record links back
    to this one; is_alone: whether it shows one record and no list of results.
    """

    results: Sequence[MapResult]
    thesaurus: Thesaurus
    query_string: str = ""
    is_alone: bool = False

    @property
    def points(self) -> Sequence[MapPoint]:
        """Return the results that have a pin when they are in view.

        In a close view, those known by their commune alone have none.
        """
        shown = [point for result in self.results if (point := result.point)]
        return [point for point in shown if not self._is_apart(point)]

    def _is_apart(self, point: MapPoint) -> bool:
        """Return whether a point would be taken for an address that it is not."""
        return point.is_vague and not self.is_alone and is_close(self.view)

    @property
    def placed(self) -> Sequence[MapResult]:
        """Return the results that have coordinates of their own, in order of rank."""
        return [result for result in self.results if result.point is not None]

    @property
    def addressed(self) -> Sequence[MapResult]:
        """Return the results whose address is known: those that a map with streets can show."""
        return [result for result in self.placed if not result.is_vague]

    @cached_property
    def groups(self) -> Mapping[str, Sequence[MapResult]]:
        """Group the results of the list by location: name of a group -> its results.

        seen: on the part of the map that is shown; vague: there too, known by their commune alone,
        on a close view; unseen: on the map, out of that part; anywhere: without coordinates, usable
        at a distance or in the whole country; unplaced: without coordinates, the others; away:
        outside the map of France. The three last have no mark on the map, wherever it is looked at.
        Empty groups are left out.
        """
        groups: dict[str, list[MapResult]] = {
            group: [] for group in ("seen", "vague", "unseen", "anywhere", "unplaced", "away")
        }
        for result in self.results:
            groups[self._group(result)].append(result)
        return {group: members for group, members in groups.items() if members}

    def _group(self, result: MapResult) -> str:
        """Return the key of the group of a result, see `groups`."""
        point = result.point
        own = point and self.atlas.outlines.frame_at(point.latitude, point.longitude)
        if point and own:
            box, frame = self.view
            if frame not in (None, own) or not box.holds(own.spot(point.latitude, point.longitude)):
                return "unseen"
            return "vague" if self._is_apart(point) else "seen"
        if point or result.is_away:
            return "away"
        return "anywhere" if result.is_anywhere else "unplaced"

    @property
    def themes(self) -> Mapping[str, str]:
        """Return the themes of the results: identifier -> name, in the order of the thesaurus."""
        used = {result.theme for result in self.results}
        themes = self.thesaurus.themes.values()
        return {theme.id: theme.libelle for theme in themes if theme.id in used}

    @property
    def legend(self) -> Mapping[str, str]:
        """Return the themes of the pins that are drawn: identifier -> name."""
        drawn = {pin.theme for pin in self.drawing.pins}
        return {theme: name for theme, name in self.themes.items() if theme in drawn}

    def pin_address(self, pin: Pin) -> str:
        """Return the URL that a pin (mark on the map) links to.

        It is the row of its result in the list, the list of its results when it has several, or the
        page of the record that is alone on the map.
        """
        if pin.is_shared:
            return f"#groupe-{pin.rank}"
        if not self.is_alone:
            return f"#resultat-{pin.rank}"
        return to(f"/fiches/{self.results[0].record.id}")
