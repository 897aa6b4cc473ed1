// What a visitor does with the page, and whether it answered: run at its end by test_page.py, which puts a tag for TAG.
window.addEventListener("error", e => { document.body.dataset.found = JSON.stringify(e.message); });
(() => {
const svg = document.querySelector("svg.plan"), box = () => svg.getAttribute("viewBox"), found = {};
const r = svg.getBoundingClientRect(), at = { clientX: r.left + r.width / 2, clientY: r.top + r.height / 2, bubbles: true };
const key = (on, k) => on.dispatchEvent(new KeyboardEvent("keydown", { key: k, bubbles: true, cancelable: true }));
const before = box();
svg.dispatchEvent(new WheelEvent("wheel", { ...at, deltaY: -100, cancelable: true })); found.zoom = box() !== before;
const near = box();
svg.dispatchEvent(new PointerEvent("pointerdown", at));
svg.dispatchEvent(new PointerEvent("pointermove", { ...at, clientX: at.clientX + 40 }));
found.pan = box() !== near && box().split(" ")[2] === near.split(" ")[2];
window.dispatchEvent(new PointerEvent("pointerup", at));
key(svg, "0"); found.home = box().split(" ").map(Number).join() === before.split(" ").map(Number).join();
key(svg, "+"); found.keyZoom = box() !== before; key(svg, "0");
key(svg, "ArrowRight"); found.keyPan = box() !== before; key(svg, "0");
document.querySelector("#nearer").click(); found.nearer = box() !== before; document.querySelector("#farther").click();
document.querySelector("#whole").click(); found.whole = box().split(" ").map(Number).join() === before.split(" ").map(Number).join();
const tick = document.querySelector("#layers input:checked"), hidden = () => document.querySelectorAll("g.hidden").length;
const shown = hidden(); tick.click(); found.layerOff = hidden() > shown; tick.click(); found.layerOn = hidden() === shown;
setTimeout(() => {
  const mark = [...svg.querySelectorAll("[data-tag]")].find(m => m.dataset.tag === "TAG"), detail = document.querySelector("#detail");
  mark.dispatchEvent(new MouseEvent("click", { bubbles: true })); found.click = detail.querySelector("h2").textContent === "TAG";
  detail.querySelector("button").click(); found.out = mark.classList.contains("out") && location.hash.startsWith("#out=");
  [...detail.querySelectorAll("button")].pop().click(); found.back = mark.classList.contains("sel");
  const first = svg.querySelector("[data-tag][tabindex='0']"); first.focus(); key(first, "ArrowRight");
  const next = document.activeElement; found.arrow = next !== first && next.dataset.tag !== undefined;
  key(next, "Enter"); found.enter = detail.querySelector("h2").textContent === next.dataset.tag;
  document.body.dataset.found = JSON.stringify(found);
}, 50);
})();
