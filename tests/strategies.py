"""What properties are held on: any text, text that hurts; and how, the same every time."""

from __future__ import annotations

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st


def fixed(examples: int) -> settings:
    """Settings under which the same examples are tried on every machine, slow ones included.

    examples: how many.
    """
    return settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
    )


ANYTHING = st.text(st.characters(exclude_categories=()), max_size=80)
"""Any text, halves of characters (lone surrogates) included."""
UNICODE = st.text(max_size=80)
"""Any text that is valid Unicode."""
ODD = st.text("aé\ufdfa\u202e\u200b\u0301 \n\t\0\ue000?9²٣(),;|/'’\"-œﬁⅧ", max_size=80)
"""What normalisation, folding and cutting in words are wrong about, if they are about something."""
