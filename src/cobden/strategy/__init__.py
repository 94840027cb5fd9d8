"""What each economy could do alone, what happens if all do, and what they could have together."""
