"""Names: who types the name of a record or of a location is given it, misspelt or heard.

`forms` lists the ways to write a name and `table` holds those of an index. `matcher` finds whose
name a query is, with the words that `readings` finds in it, scored by `comparison`. `asked`
removes what people write before a name ("numéro de téléphone de"), `unknown` recognises names that
no record bears, `autocomplete` completes a name being typed. Start with `matcher`.
"""
