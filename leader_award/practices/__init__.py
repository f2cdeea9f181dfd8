"""The good-practices base: cards drafted from laureates' entries, adoptions, open data."""
