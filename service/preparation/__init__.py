"""Preparation of searches by meaning, beside a service that answers by words meanwhile.

`state` says and reads how far it is, `beside` runs it in a process of the lowest priority. Start
with `beside`.
"""
