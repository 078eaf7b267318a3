"""The pages before sign-in."""
