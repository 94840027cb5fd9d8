"""Speed and memory, side by side in one run; outside the tests."""
