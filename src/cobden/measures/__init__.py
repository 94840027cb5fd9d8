"""What governments do or promise: dated, sourced, under a legal authority."""
