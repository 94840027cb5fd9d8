"""Single commodities from the mine or the well to the final use, in space and time."""
