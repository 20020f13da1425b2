"""The labeling page: its pieces from the head to the dock, and what they share."""
