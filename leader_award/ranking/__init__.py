"""Ranking of an edition and across two: the official one, exact, and the calibrated view of it."""
