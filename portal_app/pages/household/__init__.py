"""The household page: where the family lives, and changes that a guardian asks the school for."""
