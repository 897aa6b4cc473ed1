// Takes every element of the page out in turn, as a visitor does, and writes down what the page then says; and names
// what cannot be reached or told by keyboard and screen reader: run by test_odd_page.py.
(() => {
const said = {}, find = document.querySelector("#find"), detail = document.querySelector("#detail");
const data = JSON.parse(document.getElementById("data").textContent);
for (const tag of data.tags) {
  find.value = tag; find.dispatchEvent(new Event("change", { bubbles: true }));
  detail.querySelector("button").click();
  said[tag] = [...detail.querySelectorAll("tr")].slice(1).map(row => [...row.cells].map(cell => cell.textContent));
}
const name = n => n.getAttribute("aria-label") || n.textContent.trim() || [...(n.labels || [])].map(l => l.textContent.trim()).join("");
const reached = [...document.querySelectorAll("button, input, [tabindex]")].filter(n => n.getAttribute("tabindex") !== "-1");
const faults = reached.filter(n => !name(n)).map(n => "no name: " + n.outerHTML.slice(0, 90));
for (const n of document.querySelectorAll("[data-tag]")) if (n.getAttribute("role") !== "button" || !name(n)) faults.push("mark " + n.dataset.tag);
for (const n of reached.slice(0, 40)) {
  n.focus({ focusVisible: true });
  if (document.activeElement !== n) faults.push("no focus: " + n.outerHTML.slice(0, 90));
  else if (getComputedStyle(n).outlineStyle === "none") faults.push("focus unseen: " + n.outerHTML.slice(0, 90));
}
for (const n of document.querySelectorAll("th")) if (!n.scope) faults.push("th without scope");
if (!document.documentElement.lang || !document.title) faults.push("no language or title");
for (const tag of ["header", "main", "aside", "h1"]) if (document.querySelectorAll(tag).length !== 1) faults.push(tag);
document.body.dataset.said = JSON.stringify(said); document.body.dataset.faults = JSON.stringify(faults);
})();
