"""Score cards: points against the rubric, completeness and seals."""
