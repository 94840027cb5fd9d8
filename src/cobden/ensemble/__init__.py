"""Run any function over many draws: resumable, reproducible, local or on a cluster."""
