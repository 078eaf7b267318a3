"""The household page: where the family lives, and the contact changes that a guardian requests."""
