"""Every technique, one file each; a file's name is the technique's name everywhere."""
