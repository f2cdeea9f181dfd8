"""Sheets: entries, jurors and scores of an edition out to spreadsheets, and in from them."""
