"""Reports: what an experiment found, as one HTML page that opens anywhere. Reads results, trains nothing.

figures/    one file, one picture: a table of numbers, then a drawing of that table
sections/   one file, one part of the page
page.py     puts them together with page.html, page.css and page.js
"""
