"use strict";
// Without this script every page is whole: it searches and sorts tables, and opens what a link leads into.

const FIRST = 200; // rows of a long table that are drawn at once
const make = (tag, more, ...inside) => { const made = Object.assign(document.createElement(tag), more); made.append(...inside); return made; };

const goesInto = (row, value) => !value || !row.dataset.into || row.dataset.into.split(" ").includes(value);

class Rows {
  // box: an element with data-rows (what its rows are) around a table, and after it, of a long one, the rest in noscript.
  constructor(box) {
    this.box = box;
    this.body = box.querySelector("tbody");
    this.rows = [...this.body.rows];
    const rest = box.querySelector("noscript");
    // What stands in noscript is text here: it becomes rows that are drawn when they are asked for.
    if (rest) this.rows.push(...new DOMParser().parseFromString(rest.textContent, "text/html").querySelectorAll("tbody tr"));
    this.original = [...this.rows];
    this.shown = [...this.body.rows];
    this.limit = FIRST;
    this.words = [];
    this.value = "";
    this.texts = new Map();
    if (this.rows.length < 2) return;
    this.tools();
    for (const [n, heading] of [...box.querySelectorAll("thead th")].entries()) this.sortable(heading, n);
    this.draw();
  }
  tools() {
    const what = this.box.dataset.rows;
    this.input = make("input", {type: "search", autocomplete: "off", spellcheck: false});
    this.told = make("output", {});
    this.told.setAttribute("role", "status");
    this.controls = make("p", {className: "filter"}, make("label", {}, `Search ${what} `, this.input), " ", this.told);
    this.box.prepend(this.controls);
    this.input.addEventListener("input", () => { this.words = this.input.value.toLowerCase().split(/\s+/).filter(Boolean); this.limit = FIRST; this.draw(); });
    this.more = make("button", {type: "button", hidden: true});
    this.more.addEventListener("click", () => { this.limit += 1000; this.draw(); });
    this.box.append(this.more);
  }
  choose(value) {
    this.value = value;
    this.limit = FIRST;
    this.draw();
  }
  sortable(heading, n) {
    const button = make("button", {type: "button", className: "sort"}, ...heading.childNodes);
    heading.append(button);
    button.addEventListener("click", () => {
      const now = heading.getAttribute("aria-sort");
      for (const other of heading.parentElement.cells) other.removeAttribute("aria-sort");
      const next = now === "ascending" ? "descending" : now === "descending" ? "" : "ascending";
      if (next) heading.setAttribute("aria-sort", next);
      this.rows = [...this.original];
      if (next) this.sort(n, next === "ascending" ? 1 : -1);
      this.draw();
    });
  }
  sort(n, sign) {
    const key = row => { const cell = row.cells[n]; return cell.dataset.sort ?? cell.textContent.trim(); };
    const number = text => { const found = /^-?[\d.,]+/.exec(text); return text === "inf" ? Infinity : found ? parseFloat(found[0].replaceAll(",", "")) : NaN; };
    const keys = new Map(this.rows.map(row => { const text = key(row); return [row, [number(text), text]]; }));
    const words = new Intl.Collator("en", {numeric: true});
    this.rows.sort((a, b) => {
      const [x, s] = keys.get(a), [y, t] = keys.get(b);
      if (!s || !t) return !s - !t; // what is blank comes last, either way
      return sign * (isNaN(x) || isNaN(y) ? isNaN(x) - isNaN(y) || words.compare(s, t) : x - y || words.compare(s, t));
    });
  }
  text(row) {
    if (!this.texts.has(row)) this.texts.set(row, row.textContent.toLowerCase().replace(/\s+/g, " "));
    return this.texts.get(row);
  }
  draw() {
    let found = this.rows;
    found = found.filter(row => goesInto(row, this.value));
    if (this.words.length) found = found.filter(row => this.words.every(word => this.text(row).includes(word)));
    const shown = found.slice(0, this.limit);
    if (shown.length !== this.shown.length || shown.some((row, n) => row !== this.shown[n])) this.body.replaceChildren(...(this.shown = shown));
    const left = found.length - this.limit;
    this.more.hidden = left <= 0;
    this.more.textContent = `Show ${Math.min(left, 1000).toLocaleString("en")} more of ${left.toLocaleString("en")}`;
    this.told.textContent = this.words.length || this.value ? `${found.length.toLocaleString("en")} of ${this.rows.length.toLocaleString("en")}` : "";
  }
}

const tables = [...document.querySelectorAll("[data-rows]")].map(box => new Rows(box));

// Of a metric with several values: only the cells that go into one of them.
const values = [...document.querySelectorAll("tr[data-value]")], apart = [...document.querySelectorAll("[data-into]")];
const select = make("select", {}, make("option", {value: "", textContent: "all of them"}));
function choose(value) {
  select.value = value;
  for (const at of apart) at.hidden = !goesInto(at, value);
  for (const table of tables) table.choose(value);
}
if (values.length && (apart.length || tables.some(table => table.rows.some(row => row.dataset.into)))) {
  select.append(...values.map(row => make("option", {value: row.dataset.value, textContent: row.cells[0].textContent})));
  select.addEventListener("change", () => choose(select.value));
  document.getElementById("computed").parentElement.append(make("p", {className: "filter"}, make("label", {}, "Show the cells of ", select)));
}

function arrive() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  for (let at = target; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
  if (target && target.dataset.value && select.isConnected) choose(target.dataset.value);
  if (target) target.scrollIntoView({block: target.tagName === "TR" ? "center" : "start"});
}
addEventListener("hashchange", arrive);
document.addEventListener("click", event => { const link = event.target.closest("a[href^='#']"); if (link && link.hash === location.hash) arrive(); });
if (location.hash) arrive();

let closed = [];
addEventListener("beforeprint", () => { closed = [...document.querySelectorAll("details:not([open])")]; closed.forEach(d => d.open = true); });
addEventListener("afterprint", () => closed.forEach(d => d.open = false));
