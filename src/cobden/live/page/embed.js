// One panel or one figure of the page by itself, for a frame on another page: `show=flows`.

import { drawer } from "./basis.js";
import { find, make, say } from "./dom.js";
import { write } from "./state.js";

/** What a page may show by itself: its panels by id, its figures by theirs. */
export function shows(page, name) {
  const panel = page.frames.some((frame) => frame.part.id === name);
  return panel || page.answer?.headline.some((figure) => figure.id === name);
}

/** Leave nothing in sight but what the address asks for, with its scenario, its source and a link. */
export function only(page) {
  const { show } = page.store.view;
  const root = document.documentElement;
  root.toggleAttribute("data-only", Boolean(show));
  for (const one of document.querySelectorAll(".only")) one.classList.remove("only");
  if (!show) return;
  const tile = document.querySelector(`.tile[data-figure="${CSS.escape(show)}"]`);
  (tile ?? find(`p-${show}`))?.classList.add("only");
  root.dataset.only = tile ? "figure" : "panel";
  const whole = find("whole");
  whole.hidden = false;
  whole.href = address(page, { show: null });
}

function address(page, patch) {
  const text = write({ ...page.store.scenario, ...page.store.view });
  text.delete("show");
  if (patch.show) text.set("show", patch.show);
  return `${location.href.split("#")[0]}#${text}`;
}

/** Show the snippet that puts a panel on another page. */
export function embed(page, part) {
  const quoted = (text) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
  const text = `<iframe src="${quoted(address(page, { show: part.id }))}" title="${quoted(`${part.title}: ${page.known.title}`)}" width="100%" height="480" loading="lazy"></iframe>`;
  drawer("basis", `Embed: ${part.title}`,
    make("p", {}, "Put this where the picture shall stand. It shows this scenario, follows the reader’s light or dark, and links to the whole page."),
    make("pre", { class: "formula", tabindex: 0, "aria-label": "Snippet" }, text),
    make("button", { type: "button", class: "chip", onclick: async () => {
      await navigator.clipboard?.writeText(text);
      say(find("said"), "The snippet is copied.");
    } }, "Copy"),
    make("p", { class: "note" }, "A page written by cobden page may stand in any frame; a server lets those sites frame it that it was started with (--embed-in)."));
}
