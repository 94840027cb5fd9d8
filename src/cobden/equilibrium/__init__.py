"""The world economy's answer to a set of wedges, with its certificate and exact gradients."""
