"""Our techniques in other libraries' clothes, one file for each library, which alone imports it."""
