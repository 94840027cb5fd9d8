"""What every room shares: labels, sources, dates, errors, values that pass between them."""
