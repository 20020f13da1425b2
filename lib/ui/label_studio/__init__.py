"""The pieces of the Label Studio page."""
