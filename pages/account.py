"""One's own account: who I am here, where I am signed in, and what I wrote."""

import streamlit as st

from lib.services.application import current_settings
from lib.ui.access import require
from lib.ui.account_sections import show_own_data, show_password, show_roles, show_sessions
from lib.ui.done_notice import show_notice

person, database = require(None)
st.title("Account")
show_notice()
auth = current_settings().auth
show_roles(database, person, auth)
show_sessions(database, person)
if auth == "password":
    show_password(database, person)
show_own_data(person)
