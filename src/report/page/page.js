"use strict";
// Tables that sort by their headers, and fields that search in the long ones. The page reads well without.

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

// A printed page shows the tables that are folded on the screen.
addEventListener("beforeprint", () => {
  document.querySelectorAll("details:has(table)").forEach((details) => { details.open = true; });
});
