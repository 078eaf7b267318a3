"""The family members page."""
