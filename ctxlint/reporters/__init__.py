"""Report -> lines of text, one module per format; :mod:`ctxlint.reporters.formats` has the table."""
