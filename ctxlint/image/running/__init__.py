"""Follows the commands of RUN instructions, as far as files and Python projects of the context are concerned."""
