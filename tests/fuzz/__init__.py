"""Fuzzing: broken and hostile bytes for every reader, which may answer with data or with one line of refusal."""
