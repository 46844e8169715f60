"""Names: who types the name of a record or of a location is given it, misspelt or heard.

`forms` are the ways to write a name, `table` holds those of an index, `matcher` finds whose name a
text is, by its `readings` and their `comparison`. `asked` takes away what people write before a
name ("numéro de téléphone de"), `unknown` tells the names that nobody here bears, `autocomplete`
completes one being typed. Start with `matcher`.
"""
