"""The contenders: each trains a case in a process of its own and says what it measured."""
