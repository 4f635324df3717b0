"""The actions of the life-cycle's table, a file each, and what they share."""
