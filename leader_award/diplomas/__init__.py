"""Diplomas and certificates: templates, single documents and batches, verification in public."""
