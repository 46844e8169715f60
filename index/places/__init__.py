"""Places in France: read from a text, suggested while typed, measured and drawn.

`mentions` finds a place in a query, `geocoding` reads a whole field as a place, `proximity` tells
how far records are, `service_areas` whom they serve. Start with `models`, then `mentions`.
"""
