"""The route through which a person takes out what they wrote, or an admin for them."""

from collections.abc import Iterator
from itertools import chain, islice

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from lib.domain.annotation import Annotator
from lib.errors import NotAllowed, NotFound, StorageError
from lib.services.application import database_for
from lib.services.own_data import export_written, file_name

HEADERS = {"Cache-Control": "no-store"}


async def download_own_data(request: Request) -> Response:
    """`/download/person/{number}`: one JSON document, streamed.

    403 for somebody else who is no admin, 404 where an admin asks for nobody, 503 where the
    database cannot be read now.
    """
    number = request.path_params["number"]
    try:
        chunks = await run_in_threadpool(_export, request.user, number)
    except NotAllowed as error:
        return PlainTextResponse(str(error), 403, headers=HEADERS)
    except NotFound as error:
        return PlainTextResponse(str(error), 404, headers=HEADERS)
    except StorageError as error:
        return PlainTextResponse(str(error), 503, headers=HEADERS)
    disposition = {"Content-Disposition": f'attachment; filename="{file_name(number)}"'}
    return StreamingResponse(
        chunks, media_type="application/json", headers={**HEADERS, **disposition}
    )


def _export(person: Annotator, number: int) -> Iterator[str]:
    """Its chunks; the first ones are made already, so that an error becomes an answer."""
    chunks = export_written(database_for(person), number)
    return chain(list(islice(chunks, 4)), chunks)


ROUTES = [Route("/download/person/{number:int}", download_own_data, methods=["GET"])]
