"""The real program, as residents, officials and operators meet it."""
