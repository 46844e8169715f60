"""Places in France: read from a text, completed while typed, measured.

Reading places from text is *geoparsing*. A *toponym* is the name of a place; the *gazetteer* is the
table of all of them, with the places that bear each name. In a text, words before a name may be a
*trigger* ("près de", "dans le"): they announce a place and its kind. Triggers, capitals and the
number of inhabitants are the *evidence* that a name is a place there and not an ordinary word. A
name with enough evidence is a *mention*: the place, and where in the text it is written.

`mentions` reads the place named inside a query, `geocoding` reads a whole field as a place,
`autocomplete` completes a name, `proximity` measures how far records are, and `service_areas` says
which places they serve. Start with `models`, then `mentions`.
"""
