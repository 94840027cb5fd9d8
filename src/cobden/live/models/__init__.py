"""What the live API takes and gives, as typed models: its description is made from these."""
