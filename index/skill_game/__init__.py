"""The game of skills: cards that a person answers, and the occupations that resemble them.

`game` holds the belief over occupations and chooses the next card; `state` reads and writes the
cards answered so far, as an address carries them. Start with `game`.
"""
