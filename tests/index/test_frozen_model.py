"""Data that is checked once."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from index.frozen_model import FrozenModel


class Named(FrozenModel):
    name: str


def test_an_unknown_field_should_be_an_error_and_a_known_one_should_not_change() -> None:
    with pytest.raises(ValidationError, match="extra_forbidden"):
        Named.model_validate({"name": "phénix", "nom": "phénix"})
    with pytest.raises(ValidationError, match="frozen_instance"):
        Named(name="phénix").name = "autre"  # type: ignore[misc]
