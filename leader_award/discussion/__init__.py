"""The jury's meeting about the entries on which it disagrees most, and what it changes."""
