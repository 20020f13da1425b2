"""The `podium` command: the same use cases from a terminal."""

from lib.cli.command import main as main
