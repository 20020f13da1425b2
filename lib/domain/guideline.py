"""The guidelines of a project: a text in Markdown, each change of which is a new version."""

from dataclasses import dataclass
from datetime import datetime

from lib.domain.project import ProjectSettings

LONGEST_GUIDELINES = 100_000


@dataclass(frozen=True)
class Guideline:
    """One version; `written_by` is a name, None where nobody recorded it. The text may be empty."""

    version: int
    text: str
    written_by: str | None
    written_at: datetime


def guideline_version(settings: ProjectSettings) -> int:
    """The version of the guidelines in force, 0 where there never were any.

    A text from before versions were counted is the first one.
    """
    return settings.guideline_version or (1 if settings.guidelines else 0)
