"""Entries: from draft through submission and formal check to admission."""
