"""The population engine: all runs of one program, trained together as one compiled loop."""
