"""Progress."""

import streamlit as st

from lib.ui.access import require

person, database = require("annotator")
st.title("Progress")
