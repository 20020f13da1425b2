"""The route of the files that pages offer. The gate has checked who asks before it runs."""

from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from lib.domain.annotation import Annotator
from lib.errors import NotAllowed, NotFound, PodiumError, StorageError
from lib.services.access import check
from lib.services.application import database_for
from lib.services.offers import Offer, find_offer

HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


async def download_offer(request: Request) -> Response:
    """`/file/{token}`: the file, made now, for the person to whom it was offered.

    404 for everybody else and where it is offered no more, 403 where that person may not have it
    any more, 503 where the database cannot be read now.
    """
    try:
        offer, content = await run_in_threadpool(_made, request.user, request.path_params["token"])
    except NotAllowed as error:
        return PlainTextResponse(str(error), 403, headers=HEADERS)
    except NotFound as error:
        return PlainTextResponse(str(error), 404, headers=HEADERS)
    except StorageError as error:
        return PlainTextResponse(str(error), 503, headers=HEADERS)
    except PodiumError as error:
        return PlainTextResponse(str(error), 422, headers=HEADERS)
    disposition = {"Content-Disposition": attachment(offer.file_name)}
    return Response(content, media_type=offer.media_type, headers=HEADERS | disposition)


def attachment(file_name: str) -> str:
    """The Content-Disposition of a file to be kept under that name (RFC 6266, RFC 8187)."""
    return f"attachment; filename*=UTF-8''{quote(file_name, safe='')}"


def _made(person: Annotator, token: str) -> tuple[Offer, bytes]:
    offer = find_offer(person, token)
    # Roles may have changed since the page was opened.
    check(database_for(person), offer.needed, offer.project_id)
    return offer, offer.make()


ROUTES = [Route("/file/{token}", download_offer, methods=["GET"])]
