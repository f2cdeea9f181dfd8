"""Seeing the site as a clerk or a juror sees it: for a while, only to read, and on record."""
