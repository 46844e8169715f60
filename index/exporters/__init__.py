"""Exporters: records to the two public standards, each row checked before it is written."""
