"""`wenzheng tickets`: the list, the story of one, and what was sent against the answer check."""
