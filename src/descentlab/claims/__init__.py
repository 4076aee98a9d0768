"""Claims: what documents say about techniques, each tested by an experiment of its own and judged by its evidence."""
