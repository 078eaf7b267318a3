"""Printable documents, made with fpdf2 from the same views as the pages."""
