"""Search results on a map that the service draws itself, without tiles of another site.

`pages` renders the page and its list of results; `results` says where each one is; `views` reads
the part of the map that is shown; `drawing` lays out the SVG: shapes, pins, and the names that
`labels` places. Start with `pages`.
"""
