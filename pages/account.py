"""Account."""

import streamlit as st

from lib.ui.access import require

person, database = require(None)
st.title("Account")
