"""The thesaurus of needs and the occupations, with the vectors of both.

`thesaurus` and `occupations` read the files, `need_vectors` and `occupation_vectors` compare a
query with them, `autocomplete` completes a need being typed. Start with `thesaurus`.
"""
