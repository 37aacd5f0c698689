"""Words for time, read as the days that they mean.

Others use `expressions` (the times that a text names) and `date_phrases` (one such phrase).
"""
