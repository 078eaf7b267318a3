"""Formats in, records out, one loader: an import is all or nothing."""
