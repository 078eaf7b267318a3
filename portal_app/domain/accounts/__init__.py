"""Guardians' accounts: sign-in, sessions, passwords, two-step sign-in, activation keys."""
