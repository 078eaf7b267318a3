"""Home: all children at once, and what the district and the schools say."""
