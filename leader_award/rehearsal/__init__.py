"""A whole edition to practise on: settings of a real one, everything else invented."""
