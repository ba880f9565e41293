"""Journeys at random through all that is possible, and the shortest that goes wrong."""
