"""What uvicorn's access log leaves out: a provider's code and state come in a query."""

import logging

LOGGER = "uvicorn.access"
_PATHS = ("/signin", "/signout", "/setup", "/sso/")


def hide_queries() -> None:
    """From now on, log requests to the sign-in routes without what follows the question mark."""
    logger = logging.getLogger(LOGGER)
    if not any(isinstance(each, _WithoutQueries) for each in logger.filters):
        logger.addFilter(_WithoutQueries())


class _WithoutQueries(logging.Filter):
    """Shortens the path, the third of the record's arguments; lets every record through."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(map(_shortened, record.args))
        return True


def _shortened(argument: object) -> object:
    if isinstance(argument, str) and argument.startswith(_PATHS):
        return argument.partition("?")[0]
    return argument
