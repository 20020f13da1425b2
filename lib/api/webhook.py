"""The route that Label Studio's webhooks call when something has changed there.

The gate lets it through without a session: the secret of the project's link is what it asks for.
"""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from lib.api.request_body import bounded_body
from lib.errors import StorageError
from lib.services.application import current_database
from lib.services.label_studio.schedule import hint
from lib.services.label_studio.webhook import SECRET_HEADER, webhook_project

_REFUSED = "This webhook does not bring the secret of a linked project, so nothing was done.\n"


async def receive_webhook(request: Request) -> Response:
    """`POST /api/label-studio/{project number}`: 204, and the project is pulled soon.

    Whatever a webhook says is only a hint to look: its body is not used. An unknown project is
    answered with 403 as a wrong secret is, so that nobody can find out which there are.
    """
    number, secret = request.path_params["number"], request.headers.get(SECRET_HEADER, "")
    try:
        project = await run_in_threadpool(webhook_project, current_database(), number, secret)
    except StorageError as error:
        return PlainTextResponse(f"{error}\n", 503)
    if project is None:
        return PlainTextResponse(_REFUSED, 403)
    await bounded_body(request)
    hint(project.project_id)
    return Response(status_code=204)


ROUTES = [Route("/api/label-studio/{number:int}", receive_webhook, methods=["POST"])]
