// Counts up from the seconds it is given, anew for each document. The state lives on the element,
// since this function runs again whenever the data changes.
export default function ({ data, parentElement }) {
  const face = parentElement.querySelector("span");
  face.style.cssText =
    "font-variant-numeric: tabular-nums; font-size: 0.875rem; opacity: 0.7; white-space: nowrap";
  face.title = "Time on this task";
  if (parentElement.document !== data.document) {
    parentElement.document = data.document;
    parentElement.startedAt = Date.now() - data.seconds * 1000;
  }
  const tick = () => {
    const total = Math.floor((Date.now() - parentElement.startedAt) / 1000);
    const minutes = Math.floor(total / 60);
    face.textContent = `${minutes}:${String(total % 60).padStart(2, "0")}`;
  };
  tick();
  if (!parentElement.ticking) {
    parentElement.ticking = setInterval(tick, 1000);
  }
  return () => {
    clearInterval(parentElement.ticking);
    parentElement.ticking = null;
  };
}
