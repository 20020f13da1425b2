"""Talks to a Label Studio: the only user of its SDK, which is imported when it is first needed."""
