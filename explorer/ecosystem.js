/* Zooming and following ties in the drawing of the ecosystem. The drawing, its links and its table are there without it. */
import { select } from "d3-selection";
import { zoom, zoomIdentity } from "d3-zoom";

const figure = document.querySelector("[data-zoom]");
if (figure) {
  const svg = select(figure.querySelector("svg"));
  const stage = svg.select("[data-stage]");
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const node = svg.node();
  const box = node.viewBox.baseVal;
  const zooming = zoom()
    .scaleExtent([1, 12])
    .extent([[0, 0], [box.width, box.height]])
    .translateExtent([[0, 0], [box.width, box.height]])
    // The wheel scrolls the page unless a key is held, as maps in pages do.
    .filter((event) => (event.type === "wheel" ? event.ctrlKey || event.metaKey : !event.button && !event.ctrlKey))
    .on("zoom", ({ transform }) => {
      stage.attr("transform", transform);
      figure.classList.toggle("is-near", transform.k > 2.4);
    });
  svg.call(zooming).on("dblclick.zoom", null);

  const bar = document.createElement("p");
  bar.className = "zoom-bar";
  const step = (label, act) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button quiet";
    button.textContent = label;
    button.addEventListener("click", act);
    bar.append(button);
  };
  step(figure.dataset.zoomIn, () => svg.call(zooming.scaleBy, 1.6));
  step(figure.dataset.zoomOut, () => svg.call(zooming.scaleBy, 1 / 1.6));
  step(figure.dataset.zoomReset, () => svg.call(zooming.transform, zoomIdentity));
  figure.prepend(bar);
  if (!still) figure.classList.add("moves");

  const ties = new Map();
  for (const line of node.querySelectorAll("[data-t]")) {
    for (const end of line.dataset.t.split(" ")) ties.set(end, [...(ties.get(end) ?? []), line]);
  }
  const show = (event) => {
    const dot = event.target.closest("[data-n]");
    for (const line of node.querySelectorAll(".is-lit")) line.classList.remove("is-lit");
    figure.classList.toggle("is-following", Boolean(dot));
    if (!dot) return;
    dot.classList.add("is-lit");
    for (const line of ties.get(dot.dataset.n) ?? []) {
      line.classList.add("is-lit");
      for (const end of line.dataset.t.split(" ")) node.querySelector(`[data-n="${CSS.escape(end)}"]`)?.classList.add("is-lit");
    }
  };
  for (const kind of ["pointerover", "focusin"]) node.addEventListener(kind, show);
  for (const kind of ["pointerleave", "focusout"]) node.addEventListener(kind, show);
}
