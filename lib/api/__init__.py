"""The plain HTTP routes beside the pages."""

from lib.api import downloads, offers, own_data, sync, webhook

ROUTES = [*downloads.ROUTES, *offers.ROUTES, *own_data.ROUTES, *webhook.ROUTES, *sync.ROUTES]
