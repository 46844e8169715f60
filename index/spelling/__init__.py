"""Spelling correction of queries.

`corrector` corrects a text, `candidates` ranks what a misspelt word may be, `dictionary` holds
the words that corrections come from. Start with `corrector`.
"""
