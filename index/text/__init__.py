"""Analysis of French text: words, stems, stop words, phonetic keys, edits, synonyms, languages.

The functions take a text or a word and need no file of the index. `noise` and `typing_errors` make
misspelt text, for training and evaluation. Start with `analysis`.
"""
