"""From contradictory reports to facts with ranges."""
