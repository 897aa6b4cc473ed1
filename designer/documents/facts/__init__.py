"""Facts of the sheets: each module turns the design into named, rounded, printed facts for the templates that need
it.
"""
