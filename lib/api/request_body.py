"""The body of a request, as far as it is read at all."""

from starlette.requests import Request

LARGEST_BODY = 64 * 1024


async def bounded_body(request: Request) -> bytes | None:
    """The body, or None where it is larger than 64 KB; what lies behind them is not read."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            return None
    return bytes(body)
