// Formula cuts: how talks write a cut of many rates in one line, for one lever or a whole group.

import { make } from "./dom.js";
import { number } from "./format.js";

/** Each takes a rate in per cent and a parameter, and gives the new rate. */
export const FORMULAS = {
  linear: { title: "cut by", unit: "% of the rate", usual: 50, apply: (rate, p) => rate * (1 - p / 100) },
  swiss: { title: "Swiss formula, coefficient", unit: "", usual: 10, apply: (rate, p) => (rate + p ? (p * rate) / (p + rate) : 0) },
  set: { title: "all to", unit: "%", usual: 15, apply: (_, p) => p },
  cap: { title: "at most", unit: "%", usual: 15, apply: (rate, p) => Math.min(rate, p) },
};

/** A button that opens the formulas; `rates()` gives [lever, rate now], `move` takes {id: rate}. */
export function cutButton(title, rates, move) {
  return make("button", { type: "button", class: "cut", "aria-label": `${title}: cut by a formula`, title: "Cut by a formula",
    onclick: (event) => { event.preventDefault(); open(event.currentTarget, title, rates, move); } }, "÷");
}

function open(button, title, rates, move) {
  const formula = make("select", { "aria-label": "Formula" },
    Object.entries(FORMULAS).map(([key, one]) => make("option", { value: key }, one.title)));
  const size = make("input", { type: "number", min: 0, step: "any", value: FORMULAS.linear.usual, "aria-label": "By how much" });
  const unit = make("span");
  const preview = make("p", { class: "note", role: "status" });
  const found = () => rates().map(([lever, rate]) => {
    const cut = FORMULAS[formula.value].apply(rate, Number(size.value));
    return [lever, rate, Number(Math.min(lever.limit ?? lever.max, Math.max(0, cut)).toFixed(4))];
  });
  const tell = () => {
    unit.textContent = FORMULAS[formula.value].unit;
    preview.textContent = size.validity.valid && size.value !== ""
      ? found().map(([lever, rate, cut]) => `${lever.title}: ${number(rate, 1)}% → ${number(cut, 1)}%`).join("; ") : "Give a number from 0 on.";
  };
  formula.onchange = () => { size.value = FORMULAS[formula.value].usual; tell(); };
  size.oninput = tell;
  const box = make("div", { popover: "auto", class: "meaning cuts", role: "dialog", "aria-label": `${title}: cut by a formula` },
    make("form", { onsubmit: (event) => {
      event.preventDefault();
      if (!size.validity.valid || size.value === "") return;
      move(Object.fromEntries(found().map(([lever, , cut]) => [lever.id, cut])));
      box.hidePopover();
      button.focus();
    } }, make("b", {}, title), make("p", { class: "cut-row" }, formula, size, unit), preview,
    make("button", { type: "submit", class: "chip" }, "Apply")));
  box.addEventListener("toggle", (event) => { if (event.newState === "closed") box.remove(); });
  document.body.append(box);
  tell();
  box.showPopover();
  const place = button.getBoundingClientRect();
  box.style.left = `${Math.max(8, Math.min(place.left, window.innerWidth - box.offsetWidth - 8))}px`;
  box.style.top = `${Math.max(8, Math.min(place.bottom + 6, window.innerHeight - box.offsetHeight - 8))}px`;
  formula.focus();
}
