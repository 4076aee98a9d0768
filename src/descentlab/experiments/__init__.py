"""Experiments: recipes, grids, plans, the store, tuning, and the statistics that compare recipes."""
