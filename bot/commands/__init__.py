"""The command line: one file for each thing that commands are about."""
