"""Analysis of French: tokens, stems, stop words, phonetic keys, synonyms, language detection.

Everything here takes a text and returns words or marks of it; no file of the index is needed.
Start with `analysis`.
"""
