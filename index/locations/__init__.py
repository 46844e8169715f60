"""Locations: the places open to the public of the networks of the catalogue, as in HSDS.

A location has an address, a point, a telephone, opening hours; it belongs to a record (its network,
such as France services), which says what is done there. `models` is the location as files hold it,
`jsonl` reads and writes the compressed files of `data/lieux`. Start with `models`.
"""
