"""Fixed points, how they are accelerated, and their adjoints; it knows nothing of economics."""
