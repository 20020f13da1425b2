"""A file for csv writers that gives each line back instead of keeping it."""


class TextLines:
    """`writerow` of a writer over this returns the line, line end included."""

    def write(self, line: str) -> str:
        return line
