"""The officials' desk: its pages, what they ask and do, its live line, and who is at it."""
