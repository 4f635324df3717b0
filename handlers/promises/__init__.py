"""What is promised and by when, and what time itself does where nobody else did."""
