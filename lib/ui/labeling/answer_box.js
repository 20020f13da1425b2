// A text area that sends what is typed without waiting for it to lose the focus. What stands in it
// is never replaced by an answer from Python that may be older, only by another document or a push.

const PAUSE = 500;
const LONGEST_WAIT = 2000;
const PARTING = 150;
const client = crypto.getRandomValues(new Uint32Array(2)).join("-");
const boxes = new Map();

let sentAt = -Infinity;

const flushAll = () => [...boxes.values()].filter((box) => box.flush()).length;

window.addEventListener("beforeunload", part);
window.addEventListener("pagehide", part);
document.addEventListener("visibilitychange", flushAll);
document.addEventListener("podium:flush", (event) => {
  event.detail.sent += flushAll();
});

/* Streamlit sends from a timer of 0 ms, which a page that goes may not live to see: here the timer
   runs at once. The server drops what it has not begun when the connection ends, so the page then
   holds on to it for a moment. */
function part() {
  const later = window.setTimeout;
  window.setTimeout = (run, delay, ...given) => (delay ? later(run, delay, ...given) : run());
  try {
    flushAll();
  } finally {
    window.setTimeout = later;
  }
  const until = sentAt + PARTING;
  while (performance.now() < until);
}

class Box {
  constructor() {
    this.area = document.createElement("textarea");
    this.area.dir = "auto";
    this.area.addEventListener("input", () => this.typed());
    this.area.addEventListener("blur", () => this.flush());
    this.seq = 0;
    this.calls = 0;
    this.isDirty = false;
  }

  typed() {
    this.isDirty = true;
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.flush(), PAUSE);
    this.wait ??= setTimeout(() => this.flush(), LONGEST_WAIT);
  }

  /* Sends what was typed since the last time; says whether there was anything. */
  flush() {
    this.rest();
    if (!this.isDirty || !this.send) return false;
    this.isDirty = false;
    this.seq += 1;
    const { seq, document, push } = this;
    sentAt = performance.now();
    this.send({ client, seq, document, push, text: this.area.value });
    return true;
  }

  rest() {
    clearTimeout(this.pause);
    clearTimeout(this.wait);
    this.wait = undefined;
  }

  load({ document, push, text }) {
    this.rest();
    this.isDirty = false;
    Object.assign(this, { document, push });
    if (this.area.value !== text) this.area.value = text;
  }

  show(data, parent) {
    const isNew = this.area.parentNode !== parent;
    const isHeard = !this.isDirty && (data.client === client ? data.seq >= this.seq : !this.seq);
    if (this.document !== data.document) {
      this.flush();
      this.load(data);
    } else if (data.push > this.push || (isNew && isHeard)) {
      this.load(data);
    } else if (this.seq && data.client !== client && this.area.value !== data.text) {
      this.typed();
    }
    this.area.ariaLabel = data.label;
    this.area.placeholder = data.placeholder;
    this.area.rows = data.rows;
    if (isNew) parent.append(this.area);
  }
}

export default function ({ data, parentElement, setStateValue }) {
  const box = boxes.get(data.id) ?? new Box();
  boxes.set(data.id, box);
  box.show(data, parentElement);
  box.send = (typed) => setStateValue("typed", typed);
  box.calls += 1;
  const call = box.calls;
  // Streamlit also cleans up after a call that a newer one has overtaken.
  return () => {
    if (call !== box.calls) return;
    box.flush();
    box.send = null;
  };
}
