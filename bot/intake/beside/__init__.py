"""A process beside the service that carries out what residents ask, while many ask at once."""
