"""The people of an installation: who they are, what they may do, and whether they are here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from lib.domain.access import Role
from lib.domain.annotation import Annotator


@dataclass(frozen=True)
class Person:
    """Somebody as an admin sees them.

    `roles` gives the role in each project that they are a member of, archived projects included.
    `n_sessions` counts the browsers on which they are signed in, `n_annotations` the work that
    stands under their name.
    """

    annotator: Annotator
    is_admin: bool = False
    roles: Mapping[UUID, Role] = field(default_factory=dict)
    n_sessions: int = 0
    last_sign_in: datetime | None = None
    has_password: bool = False
    n_annotations: int = 0
    archived_at: datetime | None = None
