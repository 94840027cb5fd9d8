"""How fast and how well, measured side by side; outside the default test run."""
