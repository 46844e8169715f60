"""Spelling correction of queries.

`corrector` corrects the misspelt words of a text, `candidates` ranks the words that a misspelt one
may stand for, and `dictionary` holds the words that corrections come from. Start with `corrector`.
"""
