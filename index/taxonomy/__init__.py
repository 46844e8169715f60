"""Taxonomy: the thesaurus of needs and the occupations, with the embeddings of both.

`thesaurus` and `occupations` read the files, `need_vectors` and `occupation_vectors` hold the
embeddings that a query is compared with, and `autocomplete` suggests needs while a person types.
`general_skills` reads the skills of daily life, which answer to those that occupations require.
Start with `thesaurus`.
"""
