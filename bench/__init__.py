"""Measures and proofs: what developers run on the service, outside the wheel.

From the root of the repository, `python -m bench.NAME`; `--help` says what a tool takes. Most of
them start the service over the index in use (`make build`). `tests/bench` tries that each starts.

- Speed: `speed` (against its bars and other engines), `benchmark` (start, memory, latency;
  `--peers`: relevance beside other engines), `profile_search` (stage by stage), `measure_worst`
  (the longest searches), `measure_load` (what it holds), `measure_fairness` (one client beside
  others), `measure_sobriety` (the cost of the encoder).
- Size: `measure_scale` (up to a million records, made by `scale_records`), `measure_candidates`
  (from which size records are proposed).
- Relevance: `measure_confidence`, `measure_student`, `measure_open_data` (places, duplicates).
- Pages: `measure_pages` (weight, EcoIndex), `lighthouse`, `screenshots`.
- Proofs, which end at the first error: `prove_api`, `prove_hostile` (requests), `prove_kills`
  (processes), `prove_artefact`, `prove_encoder` (damaged files), `prove_disk` (a full disk).
- No change: `replay` records requests over all the routes, and compares them byte for byte.
- A look: `try_api` calls every route of a service that runs.

`proofs/` holds what proofs share, `peers/` the engines compared. What makes data, models, documents
and releases is in `scripts/`.
"""
