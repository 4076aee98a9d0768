"""The claims. The folder is the registry: a file's name is the claim's, and it holds one ``CLAIM``."""
