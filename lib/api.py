"""The plain HTTP routes beside the pages. The gate has checked who asks before they run."""

from collections.abc import Iterator
from itertools import chain
from typing import get_args

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from lib.errors import InvalidInput, NotFound
from lib.services.application import current_database
from lib.services.exports import ENDINGS, ExportFormat, export_project, file_stem
from lib.services.projects import find_numbered_project


async def download_export(request: Request) -> Response:
    """`/download/{project number}/{format}`: the export, streamed; 404 where there is none."""
    number, export_format = request.path_params["number"], request.path_params["format"]
    if export_format not in get_args(ExportFormat):
        return PlainTextResponse(f"“{export_format}” is no export format.", status_code=404)
    try:
        name, chunks = await run_in_threadpool(_export, number, export_format)
    except (InvalidInput, NotFound) as error:
        return PlainTextResponse(str(error), status_code=404)
    return StreamingResponse(
        chunks,
        media_type="application/octet-stream",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store",
        },
    )


def _export(number: int, export_format: ExportFormat) -> tuple[str, Iterator[str]]:
    """The file's name and its chunks, the first one made already, so that errors come before."""
    database = current_database()
    project = find_numbered_project(database, number)
    chunks = export_project(database, project, export_format)
    first = next(chunks, "")
    return f"{file_stem(project)}.{ENDINGS[export_format]}", chain([first], chunks)


ROUTES = [Route("/download/{number:int}/{format}", download_export, methods=["GET"])]
