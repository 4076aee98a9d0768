// What the page does beyond being read: theme, sorting, figures, downloads.
"use strict";

const read = (id) => JSON.parse(document.getElementById(id).textContent);
const make = (tag, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};

function theme() {
  const root = document.documentElement;
  const button = document.getElementById("theme");
  const system = matchMedia("(prefers-color-scheme: dark)");
  const asked = new URLSearchParams(location.search).get("theme");
  if (asked === "dark" || asked === "light") root.dataset.theme = asked;
  const now = () => root.dataset.theme || (system.matches ? "dark" : "light");
  const tell = () => { button.textContent = now() === "dark" ? "Light" : "Dark"; };
  button.addEventListener("click", () => { root.dataset.theme = now() === "dark" ? "light" : "dark"; tell(); });
  system.addEventListener("change", tell);
  button.hidden = false;
  tell();
}

function sorting(table) {
  const heads = [...table.tHead.rows[0].cells];
  const body = table.tBodies[0];
  const value = (row, column) => {
    const text = row.cells[column].dataset.order;
    return heads[column].classList.contains("number") ? (text === "" ? NaN : Number(text)) : text;
  };
  const compare = (a, b) => {
    if (typeof a === "string") return a.localeCompare(b, undefined, { numeric: true });
    return a === b ? 0 : a < b ? -1 : 1;
  };
  const sort = (column) => {
    const head = heads[column];
    const numeric = head.classList.contains("number");
    const before = head.getAttribute("aria-sort");
    const up = before ? before === "descending" : !numeric; // numbers: largest first
    const missing = (v) => typeof v === "number" && Number.isNaN(v);
    const rows = [...body.rows].map((row) => [value(row, column), row]);
    rows.sort(([a], [b]) => {
      if (missing(a) || missing(b)) return missing(a) - missing(b);
      return up ? compare(a, b) : compare(b, a);
    });
    heads.forEach((one) => one.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", up ? "ascending" : "descending");
    body.append(...rows.map(([, row]) => row));
  };
  heads.forEach((head, column) => head.querySelector("button").addEventListener("click", () => sort(column)));
}

// Plotly's labels are escaped for its own reading of HTML; here they are text again.
const text = (label) => label.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");

function swatch(trace) {
  const line = trace.line || {};
  const dashes = { dot: "2 3", dash: "6 4", dashdot: "6 3 2 3", longdash: "10 4" };
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const stroke = document.createElementNS("http://www.w3.org/2000/svg", "path");
  Object.entries({ width: 28, height: 10, "aria-hidden": "true" }).forEach(([k, v]) => svg.setAttribute(k, v));
  const look = { d: "M1 5H27", stroke: line.color, "stroke-width": 2.5, "stroke-dasharray": dashes[line.dash] || "none" };
  Object.entries(look).forEach(([k, v]) => stroke.setAttribute(k, v));
  svg.append(stroke);
  return svg;
}

function legend(plot, figure) {
  const box = make("div", { className: "legend" });
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", "Recipes drawn");
  const groups = new Map();
  figure.data.forEach((trace, i) => groups.set(trace.legendgroup, [...(groups.get(trace.legendgroup) || []), i]));
  const buttons = new Map();
  const show = (names, on) => {
    const traces = names.flatMap((name) => groups.get(name));
    names.forEach((name) => buttons.get(name).setAttribute("aria-pressed", String(on)));
    Plotly.restyle(plot, { visible: on ? true : "legendonly" }, traces);
  };
  const stress = (name) => {
    const opacity = figure.data.map((trace) => (name === null || trace.legendgroup === name ? 1 : 0.12));
    Plotly.restyle(plot, { opacity });
  };
  figure.data.filter((trace) => trace.showlegend !== false).forEach((trace) => {
    const name = trace.legendgroup;
    const button = make("button", { type: "button", title: text(trace.name) }, swatch(trace));
    button.append(make("span", { textContent: text(trace.name) }));
    button.setAttribute("aria-pressed", String(trace.visible !== "legendonly"));
    button.addEventListener("click", () => show([name], button.getAttribute("aria-pressed") !== "true"));
    button.addEventListener("mouseenter", () => stress(name));
    button.addEventListener("mouseleave", () => stress(null));
    buttons.set(name, button);
    box.append(button);
  });
  for (const [word, on] of [["all", true], ["none", false]]) {
    const button = make("button", { type: "button", className: "all", textContent: word });
    button.addEventListener("click", () => show([...buttons.keys()], on));
    box.append(button);
  }
  return box;
}

function views(plot, menu) {
  const box = make("div", { className: "tools" });
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", "What is drawn");
  menu.buttons.forEach((one, i) => {
    const button = make("button", { type: "button", textContent: one.label });
    button.setAttribute("aria-pressed", String(i === 0));
    button.addEventListener("click", () => {
      [...box.children].forEach((other) => other.setAttribute("aria-pressed", String(other === button)));
      Plotly.update(plot, ...structuredClone(one.args));
    });
    box.append(button);
  });
  return box;
}

const coarse = matchMedia("(hover: none), (pointer: coarse)").matches; // a finger scrolls the page, it does not zoom a figure

function draw(plot) {
  const figure = read(`figure-${plot.dataset.figure}`);
  const { updatemenus, showlegend, ...layout } = figure.layout;
  layout.showlegend = false;
  layout.dragmode = coarse ? false : "zoom";
  if (innerWidth < 640) {
    layout.margin = { ...layout.margin, l: 8, r: 8 };
    if (layout.yaxis.ticktext) layout.yaxis.ticktext = layout.yaxis.ticktext.map((one) => one.replaceAll(" + ", " +<br>"));
  }
  const config = {
    responsive: true,
    displaylogo: false,
    displayModeBar: coarse ? false : "hover",
    modeBarButtons: [["zoom2d", "pan2d", "resetScale2d", "toImage"]], // and none that shares data
    showSendToCloud: false,
  };
  if (updatemenus) plot.before(views(plot, updatemenus[0]));
  if (showlegend) plot.after(legend(plot, figure));
  plot.replaceChildren();
  return Plotly.newPlot(plot, figure.data, layout, config);
}

function downloads() {
  document.querySelectorAll("button[data-csv]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => {
      const name = button.dataset.csv;
      const blob = new Blob([read(`csv-${name}`)], { type: "text/csv;charset=utf-8" });
      const link = make("a", { href: URL.createObjectURL(blob), download: `${name}.csv` });
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    });
  });
}

function printing() {
  const plots = [...document.querySelectorAll(".plot")];
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details:not([open])")];
    opened.forEach((one) => { one.open = true; });
    plots.forEach((plot) => Plotly.relayout(plot, { width: 680 }));
  });
  addEventListener("afterprint", () => {
    opened.forEach((one) => { one.open = false; });
    plots.forEach((plot) => Plotly.relayout(plot, { width: null, autosize: true }));
  });
}

theme();
document.querySelectorAll("table.sortable").forEach(sorting);
downloads();
document.querySelectorAll(".plot").forEach(draw);
printing();
