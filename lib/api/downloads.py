"""The route of downloads. The gate has checked who asks before it runs."""

from collections.abc import Iterator
from itertools import chain, islice
from typing import get_args

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from lib.domain.annotation import Annotator
from lib.errors import InvalidInput, NotAllowed, NotFound, StorageError
from lib.services.application import database_for
from lib.services.exports import ExportFormat, export_project, file_name
from lib.services.projects import find_numbered_project


async def download_export(request: Request) -> Response:
    """`/download/{project number}/{format}`: the export, streamed.

    404 where there is no such export, 403 where the person may not have it, 503 where the database
    cannot be read now.
    """
    number, export_format = request.path_params["number"], request.path_params["format"]
    if export_format not in get_args(ExportFormat):
        return PlainTextResponse(f"“{export_format}” is no export format.", status_code=404)
    try:
        name, chunks = await run_in_threadpool(_export, request.user, number, export_format)
    except NotAllowed as error:
        return PlainTextResponse(str(error), status_code=403)
    except (InvalidInput, NotFound) as error:
        return PlainTextResponse(str(error), status_code=404)
    except StorageError as error:
        return PlainTextResponse(str(error), status_code=503)
    return StreamingResponse(
        chunks,
        media_type="application/octet-stream",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store",
        },
    )


def _export(
    person: Annotator, number: int, export_format: ExportFormat
) -> tuple[str, Iterator[str]]:
    """The file's name and its chunks.

    The first two are made already, so that an error becomes an answer: the very first one may be no
    more than a bracket or a header.
    """
    database = database_for(person)
    project = find_numbered_project(database, number)
    chunks = export_project(database, project, export_format)
    first = list(islice(chunks, 2))
    return file_name(project, export_format), chain(first, chunks)


ROUTES = [Route("/download/{number:int}/{format}", download_export, methods=["GET"])]
