"""Decisions, their embargo and announcement."""
