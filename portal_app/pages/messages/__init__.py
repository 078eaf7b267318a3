"""The messages page: notices, and whom to write to."""
