"""Processes beside the service, on processors of their own: started, asked, followed and ended."""
