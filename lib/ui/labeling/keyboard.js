// The page's keys. They are queued with a number each and stay in the queue until Python has
// acknowledged them, since two events in one rerun would leave only the later.

const CARD = "data-card-letter";
const PLAIN = ["checkbox", "button", "submit", "reset"];
const WHILE_TYPING = ["ctrl+enter", "ctrl+space", "ctrl+shift+space"];
const queue = [];
const client = crypto.getRandomValues(new Uint32Array(2)).join("-");
const live = document.createElement("div");
let seq = 0;
let current = null;
let shared = null;
let send = null;
let accent = "";
let calls = 0;

live.setAttribute("role", "status");
live.setAttribute("aria-live", "polite");
live.dataset.testid = "announcement";
live.style.cssText =
  "position:fixed;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap";

const observer = new MutationObserver(() => {
  followDocks(onKey);
  dressCards();
});

export default function ({ data, parentElement, setStateValue }) {
  const first = send === null;
  if (shared?.reset !== data.reset) {
    if (shared) document.querySelector('[data-testid="stMain"]')?.scrollTo(0, 0);
    current = null;
    queue.length = 0;
  }
  if (shared?.announcement !== data.announcement) live.textContent = data.announcement;
  shared = data;
  send = () => setStateValue("pressed", { client, presses: [...queue] });
  const element = parentElement.host ?? parentElement;
  element.closest('[data-testid="stElementContainer"]').style.position = "absolute";
  accent = getComputedStyle(element).getPropertyValue("--st-primary-color").trim();
  if (data.client === client) {
    while (queue.length && queue[0].seq <= data.seq) queue.shift();
  }
  if (first) {
    document.body.append(live);
    document.addEventListener("keydown", onKey, true);
    document.addEventListener("focusin", onFocus);
    document.addEventListener("pointerdown", onFocus, true);
    observer.observe(document.body, { childList: true, subtree: true });
  }
  followDocks(onKey);
  dressCards();
  calls += 1;
  const call = calls;
  // Streamlit also cleans up after a call that a newer one has overtaken.
  return () => {
    if (call !== calls) return;
    send = null;
    observer.disconnect();
    document.removeEventListener("keydown", onKey, true);
    document.removeEventListener("focusin", onFocus);
    document.removeEventListener("pointerdown", onFocus, true);
    live.remove();
  };
}

/* Streamlit draws cards anew as it likes, so this is done again after each change of the page. */
function dressCards() {
  for (const { letter, className, label } of shared.cards) {
    const card = document.querySelector(`.${className}`);
    if (!card) continue;
    if (card.getAttribute(CARD) !== letter) {
      card.setAttribute(CARD, letter);
      card.setAttribute("role", "group");
      card.tabIndex = 0;
    }
    if (card.ariaLabel !== label) card.ariaLabel = label;
    for (const text of card.querySelectorAll('[data-testid="stMarkdownContainer"]')) {
      text.dir = "auto";
    }
    const outline = letter === current ? `2px solid ${accent || "currentcolor"}` : "";
    if (card.style.outline !== outline) card.style.outline = outline;
  }
}

function onFocus(event) {
  const card = event.target.closest?.(`[${CARD}]`);
  const letter = card?.getAttribute(CARD);
  if (!letter || !shared.cards.some((each) => each.letter === letter)) return;
  current = letter;
  dressCards();
}

function onKey(event) {
  if (send === null || event.isComposing || event.keyCode === 229) return;
  if (isDragging() || document.querySelector('[role="dialog"]')) return;
  const card = letterOf(event);
  const key = nameOf(event);
  if (!key && !card) return;
  if (isTyping(event) && !WHILE_TYPING.includes(key)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (!key) focusCard(card);
  else if (!event.repeat || key === "up" || key === "down") press(key);
}

function focusCard({ letter, className }) {
  const card = document.querySelector(`.${className}`);
  current = letter;
  dressCards();
  window.focus();
  card?.focus({ preventScroll: true });
  card?.scrollIntoView({ block: "nearest" });
}

/* A text that was not yet sent goes first: the key may be the one that submits it. */
function press(key) {
  queue.push({ seq: ++seq, key, card: current, reset: shared.reset });
  const flush = new CustomEvent("podium:flush", { detail: { sent: 0 } });
  document.dispatchEvent(flush);
  if (flush.detail.sent) setTimeout(() => send?.(), 0);
  else send();
}

function nameOf(event) {
  const { key, code, altKey, shiftKey } = event;
  if (altKey) return null;
  if (event.ctrlKey || event.metaKey) {
    if (shiftKey) return key === " " && !event.metaKey ? "ctrl+shift+space" : null;
    if (key === "Enter") return "ctrl+enter";
    if (event.metaKey) return null;
    return { " ": "ctrl+space", ArrowLeft: "ctrl+left", ArrowRight: "ctrl+right" }[key] ?? null;
  }
  if (key === "=" || key === "?" || /^[0-9]$/.test(key)) return key;
  if (shiftKey) return null;
  // Where the top row needs Shift for digits, as in France, the key without it counts too.
  if (/^Digit[0-9]$/.test(code)) return code.at(-1);
  return { ArrowUp: "up", ArrowDown: "down", u: "u", U: "u" }[key] ?? null;
}

function letterOf(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  return shared.cards.find((card) => card.letter === event.key.toUpperCase()) ?? null;
}

/* In a shadow root the page sees only the host as the target; the path has what was typed into. */
function isTyping(event) {
  const field = event.composedPath()[0];
  if (field.nodeType !== Node.ELEMENT_NODE) return false;
  if (field.tagName === "INPUT") return !PLAIN.includes(field.type);
  return (
    field.isContentEditable ||
    ["TEXTAREA", "SELECT"].includes(field.tagName) ||
    ["textbox", "combobox", "listbox", "option", "menuitem", "slider", "tab"].includes(
      field.getAttribute("role"),
    )
  );
}
