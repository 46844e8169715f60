"""Analysis of French text: words, stems, stop words, phonetic keys, synonyms, language.

The functions take a text or a word and need no built index. `noise` and `typing_errors` make
misspelt text, for training and evaluation. Start with `analysis`.
"""
