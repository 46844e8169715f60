"""Names: who types the name of a record or of a location is given it, misspelt or heard."""
