"""One search over everything that a person may see, from any page."""
