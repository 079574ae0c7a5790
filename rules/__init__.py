"""Rule data: one TOML file per rule, read by :mod:`ctxlint.rulebook`."""
