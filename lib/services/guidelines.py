"""The guidelines of a project and their versions; `projects.change_settings` writes a new one."""

from lib.domain.annotation import Annotator
from lib.domain.guideline import Guideline, guideline_version
from lib.domain.project import Project
from lib.services.access import requires
from lib.store import guidelines
from lib.store.database import Database


@requires("annotator")
def list_guidelines(database: Database, project: Project) -> list[Guideline]:
    """All versions, the newest first; none where a project never had guidelines."""
    found = database.read(lambda c: guidelines.list_guidelines(c, project.project_id))
    version = guideline_version(project.settings)
    if version and not found:
        # A project that was made with its guidelines, past the services.
        return [Guideline(version, project.settings.guidelines, None, project.created_at)]
    return found


@requires("annotator")
def have_guidelines_changed(database: Database, project: Project, person: Annotator) -> bool:
    """Whether the guidelines were changed since the person's last submission or skip here."""
    version = guideline_version(project.settings)
    if version < 2:
        return False
    last = database.read(
        lambda c: guidelines.last_version_used(c, project.project_id, person.annotator_id)
    )
    return last is not None and last < version
