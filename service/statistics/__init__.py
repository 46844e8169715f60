"""Anonymous counters of searches and their publication.

`counters` counts, `disclosure_control` decides what may be published, `pages` shows it. Start
with `counters`.
"""
