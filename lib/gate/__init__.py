"""Who gets in: ASGI middleware before every page, file and websocket, and the sign-in page.

The gate says who somebody is; what they may do is checked in lib.services.
"""
