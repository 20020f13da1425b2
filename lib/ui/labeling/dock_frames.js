// The docks of streamlit-sortables on this page: frames of the same origin that come and go.
// Everything here survives a rerun, so it lives in the module and not in the component. keyboard.py
// puts this file before keyboard.js, in one module.

const DOCKS = 'iframe[src*="streamlit_sortables.sortable_items"]';
const STAND_IN = "[data-dock-stand-in]";
const LONGEST_STAND_IN = 3000;
const SETTLED_FRAMES = 3;
const SCROLLED = '[class*="st-key-dock_"]';
const SPACER = "[data-dock-spacer]";
const docks = new Map();
const scrolls = new WeakMap();
const sizes = new ResizeObserver((changes) => {
  for (const { target } of changes) {
    const dock = docks.get(target);
    if (!dock || !target.clientHeight) continue;
    dock.height = target.clientHeight;
    const spacer = target.closest(SCROLLED)?.querySelector(SPACER);
    if (spacer) spacer.style.height = `${dock.height}px`;
  }
});
let linkedSheet = null;

const within = (value, low, high) => Math.min(Math.max(value, low), high);

const taskOf = (frame) => {
  const holder = frame.closest('[class*="st-key-rank_"]');
  const name = [...(holder?.classList ?? [])].find((each) => each.startsWith("st-key-rank_"));
  return name?.replace(/_\d+$/, "");
};

const isDragging = () =>
  [...docks.values()].some(({ page }) => page?.querySelector(".sortable-item.active"));

/* Takes up the docks that are new, and covers those that have taken another's place. */
function followDocks(onKey) {
  const gone = [...docks.values()].filter(({ frame }) => !frame.isConnected);
  for (const { frame } of gone) docks.delete(frame);
  for (const frame of document.querySelectorAll(DOCKS)) {
    if (docks.has(frame)) continue;
    const dock = { frame, task: taskOf(frame), page: null, height: 0 };
    docks.set(frame, dock);
    sizes.observe(frame);
    followScroll(frame);
    frame.addEventListener("load", () => open(dock, onKey));
    if (frame.contentDocument?.readyState === "complete") open(dock, onKey);
  }
  for (const dock of gone) {
    const next = [...docks.values()].find((each) => each.task === dock.task && !hasChips(each));
    // One that never got its chips, since keys came fast, was covered by an earlier one.
    const seen = dock.height && dock.page ? dock : dock.before;
    if (next && seen) standIn(seen, next);
  }
}

/* In the document of the moment: a frame that was loaded again has another one. */
const hasChips = ({ frame }) =>
  frame.contentDocument?.querySelector(".sortable-container .sortable-item") &&
  frame.clientHeight > 0;

/* Remembers how far the box around a dock is scrolled. A spacer as tall as the dock, out of the
   flow, keeps it from jumping to 0 in the moment between the old frame and the new one. */
function followScroll(frame) {
  const box = frame.closest(SCROLLED);
  if (!box || scrolls.has(box)) return;
  scrolls.set(box, box.scrollTop);
  const spacer = document.createElement("div");
  spacer.dataset.dockSpacer = "";
  spacer.style.cssText = "position:absolute;top:0;width:1px;visibility:hidden;pointer-events:none";
  box.style.position = "relative";
  box.append(spacer);
  box.addEventListener("scroll", () => scrolls.set(box, box.scrollTop));
}

function open(dock, onKey) {
  const page = dock.frame.contentDocument;
  if (!page?.getElementById("root") || dock.page === page) return;
  dock.page = page;
  linkedSheet ??= linkedSheetOf(page);
  page.addEventListener("keydown", onKey, true);
  page.addEventListener("keydown", () => grab(page, null), true);
  page.addEventListener("mousedown", (event) => grab(page, event), true);
  page.addEventListener("touchstart", (event) => grab(page, event), true);
  const view = page.defaultView;
  view.addEventListener("mousemove", (event) => keepInside(page, event), true);
  view.addEventListener("mouseup", (event) => keepInside(page, event), true);
}

/* Tells the style where on the chip the pointer took hold, so that the column under it is meant. */
function grab(page, event) {
  const chip = event?.target.closest?.(".sortable-item");
  const root = page.documentElement.style;
  if (!chip) return root.removeProperty("--grabbed-at");
  const at = (event.touches?.[0] ?? event).clientX - chip.getBoundingClientRect().left;
  return root.setProperty("--grabbed-at", `${at}px`);
}

/* A chip dragged out of the frame, however far, stays at the border of the columns. */
function keepInside(page, event) {
  if (!page.querySelector(".sortable-item.active")) return;
  const area = page.querySelector(".sortable-component").getBoundingClientRect();
  const clientX = within(event.clientX, area.left + 6, area.right - 6);
  const clientY = within(event.clientY, area.top + 6, area.bottom - 6);
  if (clientX === event.clientX && clientY === event.clientY) return;
  event.stopImmediatePropagation();
  const { button, buttons } = event;
  const view = page.defaultView;
  page.dispatchEvent(
    new view.MouseEvent(event.type, {
      bubbles: true, cancelable: true, view, button, buttons, clientX, clientY,
    }),
  );
}

function sheetOf(css) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css.replaceAll(":root", ":host"));
  return sheet;
}

/* The rules of the files that every dock links to; a document that is gone cannot tell them. */
function linkedSheetOf(page) {
  const linked = [...page.styleSheets].filter((sheet) => sheet.ownerNode.tagName === "LINK");
  const rules = linked.flatMap((sheet) => [...sheet.cssRules].map((rule) => rule.cssText));
  return sheetOf(rules.join("\n"));
}

/* A picture of the old dock in the place of the new one until that has its chips: no blank, no jump
   of what is scrolled. It is made of the old frame's document, which outlives the frame in memory. */
function standIn(before, dock) {
  const shown = before.page.querySelector(".sortable-component");
  const holder = dock.frame.parentElement;
  if (!shown || !dock.task) return;
  dock.before = before;
  holder.querySelector(STAND_IN)?.remove();
  const copy = document.createElement("div");
  copy.dataset.dockStandIn = "";
  copy.ariaHidden = "true";
  Object.assign(copy.style, {
    position: "absolute", inset: "0 0 auto 0", height: `${before.height}px`, overflow: "hidden",
    background: "var(--background-color)", pointerEvents: "none", zIndex: "1",
  });
  const root = copy.attachShadow({ mode: "open" });
  const written = [...before.page.querySelectorAll("style")].map((style) => style.textContent);
  root.adoptedStyleSheets = [linkedSheet, ...written.map(sheetOf)];
  root.append(document.importNode(shown, true));
  Object.assign(holder.style, { position: "relative", minHeight: `${before.height}px` });
  dock.frame.style.visibility = "hidden";
  holder.append(copy);
  const box = holder.closest(SCROLLED);
  if (box) box.scrollTop = scrolls.get(box);

  const since = performance.now();
  let settled = 0;
  const look = () => {
    const waits = dock.frame.isConnected && performance.now() - since < LONGEST_STAND_IN;
    // A dock may draw its chips a second time right after the first one.
    settled = hasChips(dock) ? settled + 1 : 0;
    if (waits && settled < SETTLED_FRAMES) {
      requestAnimationFrame(look);
      return;
    }
    dock.before = null;
    dock.frame.style.visibility = "";
    copy.remove();
    if (holder.querySelector(STAND_IN)) return;
    Object.assign(holder.style, { position: "", minHeight: "" });
  };
  requestAnimationFrame(look);
}
