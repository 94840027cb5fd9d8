"""The benchmark economy: calibrated, labelled, frozen."""
