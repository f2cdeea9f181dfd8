"""The demonstration: real editions and people to try the award with, made by the services."""
