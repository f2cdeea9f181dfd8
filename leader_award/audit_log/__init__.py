"""The record of what happened, as organisers read it and as others check it."""
