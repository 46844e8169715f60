"""Importers: the two public standards, and native formats near them, to records.

rows                  a file to rows, streamed, whatever its encoding and separator
cleaning              a cell to a value, mended or refused, and why
opening_hours         whether a text is opening hours of OpenStreetMap
mediation_numerique   a row of the schéma des lieux de médiation numérique to a record
data_inclusion        a structure and its services, of data·inclusion, to a record
mapping               a row of a native format to one of médiation numérique, by a TOML file
loading               a whole file to records, and the report of what was read, mended, refused
"""
