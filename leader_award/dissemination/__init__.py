"""Conferences and their programmes: how laureates' solutions reach others."""
