"""Order of the records scored for a query: fused, then as learned from judged needs.

Start with `fusion`, which combines the channels; `learned_order` compares the first records by
their `features`. `readings` are what a query that is not surely understood may ask; `ordering`
reads the files of all this.
"""
