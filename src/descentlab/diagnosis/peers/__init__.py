"""The optimizers of other libraries that have a counterpart here: a table for each library."""
