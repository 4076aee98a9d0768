"""A small program for each exercise: `main(settings)` prints, and draws, what the course shows."""
