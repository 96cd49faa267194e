"use strict";
// Without this script the picture is whole: colours, signs, addresses, reasons. It tells what one cell means.
const {texts, sets, parts} = JSON.parse(document.getElementById("data").textContent);
const kinds = Object.fromEntries([...document.querySelectorAll("[data-kind]")].map(li => [li.dataset.kind, li.dataset.name]));
const panel = document.getElementById("panel"), lit = [], heads = new Map();
let chosen = null, shown = null;
for (const [part, {answers = {}}] of Object.entries(parts)) for (const [cell, said] of Object.entries(answers)) for (const n of said.slice(5)) {
  if (!heads.has(texts[n])) heads.set(texts[n], []);
  heads.get(texts[n]).push(part + "-" + cell);
}
const kindOf = cell => [...cell.classList].find(name => name in kinds) || "o";
function light(cell, name) { if (cell) { cell.classList.add(name); lit.push([cell, name]); } }
function line(list, name, ...what) {
  const dt = document.createElement("dt"), dd = document.createElement("dd");
  dt.textContent = name; dd.append(...what); list.append(dt, dd);
}
// The numbers that cells go into: of a header those of its answers.
function into(ids) {
  const found = new Map();
  for (const id of ids) {
    const split = id.indexOf("-"), n = ((parts[id.slice(0, split)] || {}).into || {})[id.slice(split + 1)], set = n === undefined ? [] : sets[n];
    for (let i = 0; i < set.length; i += 2) found.set(texts[set[i]], texts[set[i + 1]]);
  }
  return [...found].map(([textContent, href]) => Object.assign(document.createElement("a"), {textContent, href}));
}
function jump(id) {
  const link = document.createElement("a"), cell = document.getElementById(id);
  link.href = "#" + id; link.textContent = id.slice(id.indexOf("-") + 1);
  return cell ? [link, " ", Object.assign(document.createElement("bdi"), {textContent: cell.textContent})] : [link];
}
function show(cell) {
  for (const [old, name] of lit.splice(0)) old.classList.remove(name);
  shown = cell;
  panel.hidden = !cell;
  if (!cell) return;
  const split = cell.id.indexOf("-"), name = cell.id.slice(split + 1), part = parts[cell.id.slice(0, split)], list = document.createElement("dl");
  const at = table => (part[table] || {})[name], answer = at("answers"), unread = at("unread"), of = heads.get(cell.id) || [];
  light(cell, "sel");
  const text = Object.assign(document.createElement("bdi"), {textContent: at("texts") || cell.textContent, className: "raw"});
  line(list, "Text", cell.textContent ? text : "blank");
  if (unread) { line(list, "Not read", texts[unread[1]]); if (unread[0]) line(list, "Question", texts[unread[0]]); }
  if (answer) {
    const [asked, labels, read, how, note, ...headers] = answer.map((n, i) => texts[n]);
    line(list, "Question", asked);
    if (labels) line(list, "For", labels);
    line(list, "Read as", Object.assign(document.createElement("b"), {textContent: read}), read ? " " : "", how);
    const hand = at("hand");
    if (hand) line(list, "By hand", Object.assign(document.createElement("a"), {textContent: texts[hand[0]], href: texts[hand[1]]}));
    if (note) line(list, kindOf(cell) === "w" ? "Given twice" : kindOf(cell) === "s" ? "Set aside" : "Note", note);
    const links = headers.flatMap((id, n) => { light(document.getElementById(id), "head"); return n ? [" · ", ...jump(id)] : jump(id); });
    if (links.length) line(list, "Its headers", ...links);
  }
  const numbers = into([cell.id, ...of]).flatMap((link, n) => n ? [document.createElement("br"), link] : [link]);
  if (numbers.length) line(list, "Goes into", ...numbers);
  else if (answer || unread || of.length) line(list, "Goes into", "no number");
  for (const n of at("replies") || []) line(list, "Reply", texts[n]);
  if (of.length) { line(list, "Header of", `${of.length.toLocaleString("en")} ${of.length === 1 ? "answer" : "answers"}`); for (const id of of) light(document.getElementById(id), "of"); }
  for (const n of at("marks") || []) line(list, "Mark", texts[n]);
  const address = Object.assign(document.createElement("code"), {textContent: part.at + "!" + name.replace(/^line(?=\d)/, "line ")});
  line(list, "Address", address);
  const title = Object.assign(document.createElement("p"), {className: "what"});
  title.append(Object.assign(document.createElement("b"), {textContent: name.replace(/^line(?=\d)/, "line ")}), " · " + kinds[kindOf(cell)]);
  const close = Object.assign(document.createElement("button"), {type: "button", textContent: "close"});
  close.addEventListener("click", () => choose(null));
  panel.replaceChildren(close, title, list);
  document.documentElement.style.scrollPaddingBottom = panel.offsetHeight + "px"; // what is scrolled into view is not below the panel
}
function choose(cell, scroll) {
  if (chosen) chosen.removeAttribute("tabindex");
  chosen = cell;
  show(cell);
  if (!cell) return;
  cell.tabIndex = -1;
  if (scroll) cell.scrollIntoView({block: "center", inline: "center"});
  cell.focus({preventScroll: true});
}
const cellAt = event => event.target.closest && event.target.closest("td[id]");
for (const box of document.querySelectorAll(".sheet")) {
  box.addEventListener("click", event => { const cell = cellAt(event); if (cell) choose(cell); });
  // A page that scrolls below a pointer at rest moves it over another cell as well.
  box.addEventListener("mousemove", event => {
    const cell = cellAt(event);
    if (cell && cell !== shown && (event.movementX || event.movementY) && !getSelection().toString()) show(cell);
  });
  box.addEventListener("mouseleave", () => show(chosen));
  box.addEventListener("keydown", event => {
    const step = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]}[event.key];
    if (!step || event.ctrlKey || event.altKey || event.metaKey) return;
    const here = chosen && box.contains(chosen) ? chosen : null;
    const next = here ? beside(here, ...step) : box.querySelector("td[id]");
    event.preventDefault();
    if (next) { choose(next); next.scrollIntoView({block: "nearest", inline: "nearest"}); }
  });
}
function beside(cell, across, down) {
  for (let at = cell; across && (at = across > 0 ? at.nextElementSibling : at.previousElementSibling);) if (at.id) return at;
  const {left, right} = cell.getBoundingClientRect(), middle = (left + right) / 2;
  for (let row = cell.parentElement; down && (row = down > 0 ? row.nextElementSibling : row.previousElementSibling);)
    for (const at of row.cells) { const box = at.getBoundingClientRect(); if (at.id && box.left <= middle && middle < box.right) return at; }
  return null;
}
for (const button of document.querySelectorAll("button[data-next]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const found = [...document.querySelectorAll("td." + button.dataset.next)];
    const after = found.find(cell => chosen && chosen.compareDocumentPosition(cell) & Node.DOCUMENT_POSITION_FOLLOWING);
    if (found.length) choose(after || found[0], true);
  });
}
addEventListener("keydown", event => { if (event.key === "Escape") choose(null); });
function arrive() {
  const id = decodeURIComponent(location.hash.slice(1)), cell = document.getElementById(id);
  if (cell && cell.tagName === "TD") choose(cell, true);
  else if (!cell && /^p[0-9a-f]{6}-/.test(id)) {
    panel.hidden = false;
    panel.textContent = id.slice(8) + " stands in the rows that are not shown here. Open the file as it was received.";
  }
}
document.documentElement.classList.add("scripted");
addEventListener("hashchange", arrive);
addEventListener("click", event => { const link = event.target.closest("a[href^='#p']"); if (link && link.hash === location.hash) arrive(); });
arrive();
