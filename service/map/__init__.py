"""Results on a map drawn by the service, without tiles.

`pages` answers, `drawing` makes the SVG. Start with `pages`.
"""
