"""Quality."""

import streamlit as st

from lib.ui.access import require

person, database = require("reviewer")
st.title("Quality")
