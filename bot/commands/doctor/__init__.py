"""`wenzheng doctor`: what is wrong, and what to do about it; a file for each thing it looks at."""
