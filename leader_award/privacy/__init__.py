"""Personal data: what is kept and why, copies of it, erasing it, and who has seen it."""
