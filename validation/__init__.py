"""Independent programs behind the oracles: nothing here imports Cobden."""
