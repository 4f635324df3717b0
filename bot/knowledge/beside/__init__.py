"""A process beside the service that matches what takes long, on a processor of its own."""
