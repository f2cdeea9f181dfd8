"""Jurors, impartiality, conflicts of interest and the assignment of entries to jurors."""
