"""Editions: the call, timetable, categories, entry form, rubric and prizes."""
