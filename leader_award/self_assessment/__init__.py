"""Self-assessment of partnerships: models, answers of members, results."""
