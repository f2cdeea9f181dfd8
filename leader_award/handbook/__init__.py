"""The handbook: a chapter for each who works with the program, and links to it from pages."""
