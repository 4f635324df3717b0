"""What the service knows in memory: the FAQ and its meaning, the catalogue, others' matters."""
