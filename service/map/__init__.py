"""The map, drawn by the service itself, without tiles of another site.

`pages` renders it: `overview`, the places of France by département; `places_view`, those of a part
of it; `map_view`, the results of a search with their list, of which `results` says where each one
is. `views` reads the part that is shown, `drawing` lays out the SVG: shapes, `pins`, and the names
that `labels` places; `addresses` writes the URLs. Start with `pages`.
"""
