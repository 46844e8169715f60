"""The thesaurus of needs: API, classification of texts, pages of themes.

Start with `api`.
"""
