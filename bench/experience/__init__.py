"""How much work twelve journeys are: pages, clicks, fields and the seconds of the answers.

A scripted person, who knows the site, walks each journey in a real browser the shortest way that
the pages offer, by visible words. What is counted, the browser itself tells (`tally.js`), and each
journey ends with a look at the database or the page: it cannot be shortened by not doing it.
"""
