"""Names: who types the name of a record or of a location is given it, misspelt or heard.

`forms` are the ways to write a name, `table` holds those of an index, `matcher` finds whose name a
text is by its `readings` and their `comparison`; `asked` and `unknown` read what is around a name,
`autocomplete` completes one being typed. Start with `matcher`.
"""
