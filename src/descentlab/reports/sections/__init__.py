"""Sections: each file is a part of the page, a function from a result to HTML."""
