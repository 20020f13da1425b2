"""A project and its counterpart in a Label Studio, kept in step."""
