"""The process beside the service, which is really started, stopped and killed."""
