"""The answer becomes knowledge: drafts, entries, what the FAQ lacks, and who is told."""
