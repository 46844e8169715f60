"""Facts of JSON-LD in pages."""

from __future__ import annotations

import json

from service.presentation.json_ld import json_ld
from tests.service.page import HOSTILE


def test_empty_properties_should_be_left_out() -> None:
    assert json.loads(json_ld({"name": "Relais", "url": None, "geo": {}})) == {"name": "Relais"}


def test_no_value_should_end_the_script_that_holds_it() -> None:
    written = json_ld({"name": HOSTILE})
    assert "<" not in written
    assert json.loads(written) == {"name": HOSTILE}
