"""Pages in easy French: what they say where the usual ones say more. Start with `card`.

`card` shortens the card of a result. Sentences are those of the needs, in `index.taxonomy`;
templates whose names begin with "easy_" stand beside the usual ones.
"""
