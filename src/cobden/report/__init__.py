"""Tables, charts and pages of finished results."""
