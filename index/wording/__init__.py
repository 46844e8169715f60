"""Wording: measures of what the search answers when the same thing is written in another way.

`names` writes and finds the names of the catalogue, `surfaces` writes needs in capitals, without
accents or with politeness, `spelling` checks corrections. Start with `names`.
"""
