"use strict";
// Tables that sort by their headers, fields that search in the long ones, and charts whose marks tell their numbers and
// lead to their evidence. The page reads well without: marks are links, and tables are in their order.

function key(row, column) {
  const cell = row.cells[column];
  return cell.dataset.sort === undefined ? cell.textContent.trim() : Number(cell.dataset.sort);
}

// Cells without a number stand last, whichever the direction.
function compare(a, b, direction) {
  const numbers = typeof a === "number" && typeof b === "number";
  if (numbers || typeof a === typeof b) {
    return direction * (numbers ? a - b : a.localeCompare(b));
  }
  return typeof a === "number" ? -1 : 1;
}

function sort(table, column) {
  const header = table.tHead.rows[0].cells[column];
  // The first touch shows the largest numbers first, but the first words first.
  const first = header.classList.contains("n") ? "descending" : "ascending";
  const other = first === "ascending" ? "descending" : "ascending";
  const order = header.getAttribute("aria-sort") === first ? other : first;
  for (const cell of table.tHead.rows[0].cells) {
    cell.removeAttribute("aria-sort");
  }
  header.setAttribute("aria-sort", order);
  const direction = order === "ascending" ? 1 : -1;
  const rows = [...table.tBodies[0].rows].map((row) => [key(row, column), row]);
  rows.sort((a, b) => compare(a[0], b[0], direction));
  table.tBodies[0].append(...rows.map((pair) => pair[1]));
}

for (const table of document.querySelectorAll(".table table")) {
  if (table.tBodies[0].rows.length < 3) {
    continue;
  }
  [...table.tHead.rows[0].cells].forEach((header, column) => {
    // Not a <button>: browsers leave those out where a printed table repeats its header.
    const button = document.createElement("span");
    button.role = "button";
    button.tabIndex = 0;
    button.append(...header.childNodes);
    button.addEventListener("click", () => sort(table, column));
    button.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        sort(table, column);
      }
    });
    header.append(button);
  });
}

for (const box of document.querySelectorAll("[data-filter]")) {
  const rows = [...box.querySelectorAll("tbody tr")];
  const texts = rows.map((row) => row.textContent.toLowerCase());
  const label = document.createElement("label");
  const input = document.createElement("input");
  const output = document.createElement("output");
  input.type = "search";
  label.className = "filter";
  label.append("Show rows with", input, output);
  output.textContent = rows.length + " rows";
  input.addEventListener("input", () => {
    const wanted = input.value.trim().toLowerCase();
    let shown = 0;
    rows.forEach((row, index) => {
      row.hidden = !texts[index].includes(wanted);
      shown += row.hidden ? 0 : 1;
    });
    output.textContent = shown + " of " + rows.length + " rows";
  });
  box.before(label);
}

// A mark tells its numbers under the pointer and under the keyboard's focus, sooner than the browser's own way would.
const tip = document.createElement("div");
tip.className = "tip";
tip.hidden = true;
tip.setAttribute("aria-hidden", "true");
document.body.append(tip);
for (const title of document.querySelectorAll(".chart svg title")) {
  const mark = title.parentNode;
  mark.dataset.tip = title.textContent;
  title.remove();
  if (mark.matches("a")) {
    mark.setAttribute("aria-label", mark.dataset.tip);
  }
}

function show(mark, x, y) {
  tip.textContent = mark.dataset.tip;
  tip.hidden = false;
  const width = document.documentElement.clientWidth;
  tip.style.left = Math.max(4, Math.min(x + 12, width - tip.offsetWidth - 4)) + "px";
  tip.style.top = (y + 18 + tip.offsetHeight > innerHeight ? y - 8 - tip.offsetHeight : y + 18) + "px";
}

document.addEventListener("pointermove", (event) => {
  const mark = event.target.closest?.("[data-tip]");
  if (mark) {
    show(mark, event.clientX, event.clientY);
  } else {
    tip.hidden = true;
  }
});
document.addEventListener("focusin", (event) => {
  const mark = event.target;
  tip.hidden = true;
  if (mark.matches?.(".chart [data-tip]:focus-visible")) {
    const box = mark.getBoundingClientRect();
    show(mark, box.right, box.top);
  }
});

// The evidence of a mark in a box of its own: the passages below a heading, or what is known of a document.
const dialog = document.createElement("dialog");
dialog.setAttribute("aria-labelledby", "evidence-heading");
document.body.append(dialog);
dialog.addEventListener("click", (event) => {
  if (event.target === dialog) {
    dialog.close();
  }
});

function element(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

function quotesOf(file) {
  const quotes = [...document.querySelectorAll("main figure.quote")];
  return quotes.filter((quote) => quote.querySelector(".file").textContent === file);
}

function evidence(target) {
  if (target.tagName === "TR") {
    const heads = [...target.closest("table").tHead.rows[0].cells];
    const list = document.createElement("dl");
    [...target.cells].forEach((cell, column) => {
      if (cell.textContent.trim()) {
        list.append(element("dt", heads[column].textContent.replace(/\s+/g, " ")), element("dd", cell.textContent));
      }
    });
    const quotes = quotesOf(target.cells[target.cells.length - 1].textContent).map((quote) => quote.cloneNode(true));
    const without = element("p", "No sentence of it is kept on this page; above is its row of the table below the chart.");
    if (target.id.startsWith("document-")) {
      without.textContent = "No sentence of this document is kept on this page; above is what is known of the document.";
    }
    without.className = "quiet";
    return [list, ...(quotes.length ? quotes : [without])];
  }
  if (target.tagName === "P") {
    return [element("p", target.textContent)];
  }
  // A period's sentences end with the next heading; those of a theme go on through all its periods.
  const found = [];
  const more = (next) => next && (next.tagName === "FIGURE" || (target.tagName === "H3" && next.tagName === "H4"));
  for (let next = target.nextElementSibling; more(next); next = next.nextElementSibling) {
    if (next.tagName === "FIGURE") {
      found.push(next.cloneNode(true));
    }
  }
  return found;
}

function titleOf(target) {
  if (target.tagName === "TR") {
    return target.id.startsWith("document-") ? "Document" : target.cells[0].textContent;
  }
  let head = target;
  while (head && head.tagName !== "H3") {
    head = head.previousElementSibling;
  }
  return target.tagName === "H4" ? head.textContent + ", " + target.textContent : head.textContent;
}

function open(link, target) {
  const title = titleOf(target);
  const heading = element("h2", title);
  heading.id = "evidence-heading";
  const close = element("button", "Close");
  close.addEventListener("click", () => dialog.close());
  dialog.replaceChildren(heading, element("p", link.dataset.tip), ...evidence(target), close);
  tip.hidden = true;
  dialog.showModal();
}

// In each chart one mark is on the way of the tab key; arrow keys go from mark to mark.
for (const chart of document.querySelectorAll(".chart")) {
  const links = [...chart.querySelectorAll("a")];
  links.forEach((link, index) => {
    link.setAttribute("tabindex", index ? "-1" : "0");
    link.addEventListener("click", (event) => {
      const target = document.getElementById(decodeURIComponent(link.getAttribute("href").slice(1)));
      if (target) {
        event.preventDefault();
        open(link, target);
      }
    });
    link.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      const next = step && links[index + step];
      if (next) {
        event.preventDefault();
        link.setAttribute("tabindex", "-1");
        next.setAttribute("tabindex", "0");
        next.focus();
      }
    });
  });
}

// A printed page shows the tables that are folded on the screen.
addEventListener("beforeprint", () => {
  document.querySelectorAll("details:has(table)").forEach((details) => { details.open = true; });
});
