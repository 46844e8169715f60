"""Taxonomy: the thesaurus of needs and the occupations, with the embeddings of both.

`thesaurus` and `occupations` read the files, `need_vectors` and `occupation_vectors` hold the
embeddings with which a query is compared, and `autocomplete` completes a need being typed. Start
with `thesaurus`.
"""
