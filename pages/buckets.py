"""In which buckets each model's responses end up."""

import streamlit as st

from lib.services.application import current_database
from lib.services.results import distribute_buckets
from lib.ui.access import require
from lib.ui.charts import bucket_bars
from lib.ui.model_names import show_models_first
from lib.ui.plain_text import plain
from lib.ui.project_choice import choose_project
from lib.ui.tables import show_table

require("reviewer")
project = choose_project(current_database())
st.title("Buckets")
show_models_first()

tables = distribute_buckets(current_database(), project)
if not tables:
    st.info("This project's labeling config has no buckets, so there is nothing to distribute.")
for table in tables:
    if len(tables) > 1:
        st.subheader(plain(table.control))
    if not table.shares:
        st.info("Nothing is ranked yet: there is no submitted ranking with a model in it.")
        continue
    st.plotly_chart(
        bucket_bars(table.shares),
        key=f"buckets_{table.control}",
        alt="Bucket distribution of each model as stacked bars",
    )
    show_table(
        [
            {
                "model": share.model,
                "bucket": share.bucket,
                "count": share.count,
                "share": round(share.share, 4),
                "n": share.n,
            }
            for share in table.shares
        ],
        name=f"buckets_{table.control}",
    )
st.caption("Skipped tasks count nowhere; of each annotation its latest revision counts.")
