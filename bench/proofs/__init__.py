"""What proofs share: states, attacks, damages, kills and full disks. Start with `proof`."""
