"""Sending what the mail queue holds: `drafts` says what a message says now, `deliverer` sends it.

A deliverer runs inside `portal serve` or as a program of its own (`portal mail deliver`); several may share the queue.
"""
