"""Leader Award: competition management for an award of inter-municipal cooperation."""
