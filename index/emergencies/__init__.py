"""Emergencies: the numbers to show first when a text says that somebody is in danger.

`directory` reads the numbers and the ways of saying each situation (`data/urgences.toml`), `ways`
reads one way, `word_forms` recognizes its words in a text, mistakes included, and `detector` tells
the emergency of a text. Start with `detector`.
"""
