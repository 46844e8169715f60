"""Search results on a map that the service draws itself, without tiles of another site.

`pages` renders the page and its list of results, `drawing` lays out the SVG: shapes, labels and
numbered pins. Start with `pages`.
"""
