// The charts in the colours of the page: again when the system goes dark, and light on paper.
(() => {
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const paint = (isDark) => {
    const text = isDark ? "#e6ebf1" : "#1c2733";
    const grid = isDark ? "#33404d" : "#d5dce4";
    for (const chart of document.querySelectorAll(".js-plotly-plot")) {
      window.Plotly.relayout(chart, {
        "font.color": text,
        "xaxis.gridcolor": grid,
        "yaxis.gridcolor": grid,
        "modebar.color": text,
        "hoverlabel.bgcolor": isDark ? "#1b232c" : "#ffffff",
        "hoverlabel.font.color": text,
      });
    }
  };
  paint(dark.matches);
  dark.addEventListener("change", () => paint(dark.matches));
  window.addEventListener("beforeprint", () => paint(false));
  window.addEventListener("afterprint", () => paint(dark.matches));
})();
