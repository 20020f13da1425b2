"""Team."""

import streamlit as st

from lib.ui.access import require

person, database = require("admin")
st.title("Team")
