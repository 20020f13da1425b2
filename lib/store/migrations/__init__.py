"""Numbered SQL files; each is applied and recorded in one transaction, once."""
