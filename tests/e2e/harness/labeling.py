"""A page with a dock, keys and an answer box, and nothing else of Podium.

What the page holds comes from the address: `items`, `buckets`, `long` and `odd`. What Python has
heard is on the page as JSON and, for what a closed page sent last, in the file that the address
names as `log`.
"""

import json
from pathlib import Path

import streamlit as st

from lib.ui.labeling.answer_box import answer_box, collect_texts
from lib.ui.labeling.chip_style import harmless_style
from lib.ui.labeling.dock import DockColumn, dock_key, dropped, show_dock
from lib.ui.labeling.keyboard import CardHandle, KeyPress, listen

ODD = (
    "A · equal first words",
    "B · equal first words",
    "C · <script>document.title='broken'</script>",
    "D · 🦜 emoji",
    "E · שלום עולם",
    "F · ",
    'G · "quoted" & <b>bold</b>',
)
STYLES = {
    "none": "",
    "page": ".htx-ranker-item { background: #e0e0e0; color: #333; font-size: 16px; width: 100%; "
    "padding: 10px; } .htx-ranker-column { background: #f8f8f8; width: 50%; }",
}

st.set_page_config(layout="wide")
asked = st.query_params
state = st.session_state
n_items = int(asked.get("items", "5"))
n_buckets = int(asked.get("buckets", "2"))
labels = ODD if asked.get("odd") else tuple(f"{chr(65 + i)} · words {i}" for i in range(n_items))
titles = ("Good", "Good", "", ODD[0]) if asked.get("odd") else tuple(map(str, range(n_buckets)))
start = {"_": labels, **{f"bucket{i}": () for i in range(len(titles))}}

state.setdefault("task", 1)
state.setdefault("revision", 0)
state.setdefault("frozen", start)
state.setdefault("ranking", start)
state.setdefault("pressed", [])
state.setdefault("texts", {})
state.setdefault("submitted", [])
state.setdefault("push", 0)
state.setdefault("said", "")


def columns_of(ranking: dict[str, tuple[str, ...]]) -> list[DockColumn]:
    heads = {"_": "All results", **{f"bucket{i}": title for i, title in enumerate(titles)}}
    return [DockColumn(key, heads[key], held) for key, held in ranking.items()]


def current_key() -> str:
    return dock_key(f"task{state.task}", state.revision)


def take_drop() -> None:
    moved = dropped(current_key(), columns_of(state.frozen))
    if moved is not None:
        state.ranking = moved


def replace_ranking(ranking: dict[str, tuple[str, ...]]) -> None:
    state.ranking = state.frozen = ranking
    state.revision += 1


def next_task() -> None:
    collect_texts()
    state.submitted.append(state.texts.get(state.task, ""))
    state.task += 1
    replace_ranking(start)


def note() -> None:
    if log := asked.get("log"):
        Path(log).write_text(json.dumps(state.texts))


def on_text(task: int, text: str) -> None:
    state.texts = {**state.texts, task: text}
    note()


def on_keys(presses: list[KeyPress]) -> None:
    take_drop()
    for press in presses:
        if press.reset != str(state.task):
            continue
        state.pressed.append(f"{press.card or '-'}:{press.key}")
        card = next((each for each in labels if each[0] == press.card), None)
        if press.key == "ctrl+enter":
            next_task()
        elif press.key in "123456789" and card and int(press.key) <= len(titles):
            kept = {k: tuple(e for e in held if e != card) for k, held in state.ranking.items()}
            bucket = f"bucket{int(press.key) - 1}"
            replace_ranking({**kept, bucket: (*kept[bucket], card)})
            state.said = f"{press.card} moved to {press.key}"


def undo_text() -> None:
    collect_texts()
    state.texts = {**state.texts, state.task: "as it was"}
    state.push += 1


take_drop()
task = state.task

st.subheader(f"Task {task}", anchor=False)
grid = st.columns(5)
for index, label in enumerate(labels):
    with grid[index % 5].container(key=f"card_{task}_{label[0]}", border=True):
        st.write(label[0])
        st.button("Top", key=f"top_{label[0]}")
st.text_input("Search", key="search")
st.selectbox("Choice", ["one", "two"], key="choice")
st.button("Undo text", on_click=undo_text)
st.button("Reset", on_click=replace_ranking, args=(start,))
st.button("Next", on_click=next_task)
if st.button("Dialog"):
    st.dialog("A dialog")(lambda: st.write("Inside"))()
answer_box(
    key="answer",
    document=f"task{task}",
    text=state.texts.get(task, ""),
    push=state.push,
    label="Your answer",
    placeholder="Write here",
    rows=4,
    on_text=lambda text, task=task: on_text(task, text),
)
if asked.get("long"):
    st.html("<div style='height:900px'></div>")
st.code(
    json.dumps(
        {
            "ranking": [[key, *held] for key, held in state.ranking.items()],
            "touched": dropped(current_key(), columns_of(state.frozen)) is not None,
            "keys": state.pressed,
            "texts": state.texts,
            "submitted": state.submitted,
            "task": task,
        },
        ensure_ascii=False,
    ),
    language=None,
)
with st.bottom:
    show_dock(
        columns_of(state.frozen),
        key=current_key(),
        style=harmless_style(STYLES[asked.get("style", "none")]),
    )
    listen(
        key="keyboard",
        cards=[CardHandle(e[0], f"card_{task}_{e[0]}", f"Response {e[0]}") for e in labels],
        announcement=state.said,
        on_keys=on_keys,
        reset=str(task),
    )
