"""The plain HTTP routes beside the pages."""

from lib.api import downloads, sync, webhook

ROUTES = [*downloads.ROUTES, *webhook.ROUTES, *sync.ROUTES]
