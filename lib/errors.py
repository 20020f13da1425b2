"""Everything that Podium raises on purpose.

    PodiumError
    ├── InvalidInput             somebody gave us something that we cannot take
    │   ├── InvalidLabelingConfig
    │   ├── UnreadableFile
    │   ├── BattlesDoNotFit      a file of votes for a project that cannot hold them
    │   ├── TooManyModels        more models than a table of all pairs can hold
    │   ├── InvalidResult        a result that does not fit its task
    │   └── InvalidSubmission    a rule of the labeling config forbids it
    ├── NotFound
    ├── NotAllowed
    ├── AlreadySubmitted         another tab or another request was first
    ├── TaskTaken                others have the task, or it was withdrawn or archived
    ├── SyncIsRunning            another sync of the project is at it
    ├── SyncStopped              somebody stopped a sync
    ├── LabelStudioError         a Label Studio, or the way to it, did not do what was asked
    │   ├── Unreachable          no answer, or it broke off: what was asked may have been done
    │   ├── NotLabelStudio       something else answered
    │   ├── VersionTooOld
    │   ├── TokenRefused
    │   ├── RemoteNotFound       there is no such thing there
    │   └── RemoteRefused        it answered, and did not do it
    └── StorageError
        └── DatabaseInUse        another process holds the file

A message is one or two sentences for the person who reads it: what happened, the offending value,
what is valid, what to do. It is shown as it is.
"""


class PodiumError(Exception):
    """The root: catch this at the edges (pages, command line, HTTP) and show its text."""


class InvalidInput(PodiumError):
    """Somebody gave us something that we cannot take; nothing was stored."""


class InvalidLabelingConfig(InvalidInput):
    """A labeling config is not well-formed, not safe, or asks for what Podium cannot render."""


class UnreadableFile(InvalidInput):
    """A file cannot be read at all: not UTF-8, half-written, too large, nested too deep."""


class BattlesDoNotFit(InvalidInput):
    """A file holds votes between two models, and the project's config has no place for them."""


class TooManyModels(InvalidInput):
    """The ranked items name more models than can be compared; perhaps they are passages."""


class InvalidResult(InvalidInput):
    """A result names an unknown control, bucket or item, or has another shape than its control."""


class InvalidSubmission(InvalidInput):
    """A submission breaks a rule of its labeling config, such as `required`."""


class NotFound(PodiumError):
    """There is no such project, task, annotation or annotator."""


class NotAllowed(PodiumError):
    """The person may not do this."""


class AlreadySubmitted(PodiumError):
    """The person has submitted this task since it was opened here, in another tab perhaps."""


class TaskTaken(PodiumError):
    """The task is not the person's any more: others have it, or it was withdrawn or archived."""


class SyncIsRunning(PodiumError):
    """Another sync of the same project is at it."""


class SyncStopped(PodiumError):
    """Somebody stopped a sync; running it again goes on from there."""


class LabelStudioError(PodiumError):
    """A Label Studio, or the way to it, did not do what was asked."""


class Unreachable(LabelStudioError):
    """No answer came, or it broke off, or the server failed: what was asked may have been done."""


class NotLabelStudio(LabelStudioError):
    """Something answers at the address that is no Label Studio."""


class VersionTooOld(LabelStudioError):
    """The Label Studio is older than what Podium can work with."""


class TokenRefused(LabelStudioError):
    """The token is not one of this server, or may not do this."""


class RemoteNotFound(LabelStudioError):
    """There is no such project, task or annotation there."""


class RemoteRefused(LabelStudioError):
    """The server answered that it does not do this; nothing was changed there."""


class StorageError(PodiumError):
    """The database cannot do what was asked of it."""


class DatabaseInUse(StorageError):
    """Another process holds the database file."""
