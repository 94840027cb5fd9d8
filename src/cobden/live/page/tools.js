// The buttons on top and the keys that do the same.

import { file, follow } from "./api.js";
import { tip } from "./charts.js";
import { closeMenus, find, save, say } from "./dom.js";
import { product } from "./product.js";
import { reproduce } from "./reproduce.js";

/** Wire the tools of a page. */
export function tools(page) {
  const { store } = page;
  const pin = () => store.pin(store.pinned ? null : store.scenario);
  const act = { undo: () => store.undo(), redo: () => store.redo(), pin, share: () => share(store),
    reset: () => store.replace({}), product: () => product(page), reproduce: () => reproduce(page), "write-page": () => writePage(page), help: () => page.words.all(), theme: turn };
  for (const [id, does] of Object.entries(act)) find(id).addEventListener("click", does);
  for (const button of document.querySelectorAll("[data-export]")) {
    button.addEventListener("click", () => taken(page, button.dataset.export));
  }
  closeMenus();
  for (const link of document.querySelectorAll("a[href^='#']")) { // the address holds the scenario
    link.addEventListener("click", (event) => {
      event.preventDefault();
      const part = find(link.hash.slice(1));
      part.scrollIntoView();
      part.focus({ preventScroll: true });
    });
  }
  const answers = find("panels");
  answers.addEventListener("pointerover", (event) => tip(event, event.target.closest("[data-tip]")?.dataset.tip));
  answers.addEventListener("pointerleave", () => tip(null));
  named();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", named);
  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches("input:not([type=range], [type=checkbox]), textarea, select");
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && !typing) {
      event.preventDefault();
      if (event.shiftKey) store.redo();
      else store.undo();
    } else if (event.ctrlKey || event.metaKey || event.altKey || typing) return;
    else if (event.key === "p") pin();
    else if (event.key === "?") page.words.all();
  });
}

function dark() {
  const { theme } = document.documentElement.dataset;
  return theme ? theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

function turn() {
  const chosen = dark() ? "light" : "dark";
  document.documentElement.dataset.theme = chosen;
  try {
    localStorage.setItem("cobden-theme", chosen);
  } catch {
    // a frame on another page may keep nothing: it is dark or light until it closes
  }
  named();
}

const named = () => say(find("theme").querySelector(".wide"), dark() ? "Light" : "Dark");

async function share(store) {
  history.replaceState(null, "", store.hash);
  const label = find("share").querySelector(".wide");
  try {
    await navigator.clipboard.writeText(location.href);
    say(find("said"), "The link is copied.");
    say(label, "Copied");
  } catch {
    say(find("said"), "The address of this page is the link.");
    say(label, "See the address");
  }
  setTimeout(() => say(label, "Share"), 2500);
}

/**
 * Write the page with the scenarios that this browser keeps and the one on the table inside. It says
 * how far it is; stopped, it saves nothing.
 */
async function writePage(page) {
  const box = find("writing"), button = find("stop-writing"), bar = box.querySelector("progress");
  if (!box.hidden) return button.focus();
  const stop = new AbortController();
  const told = (_, { done, of }) => {
    Object.assign(bar, { max: of, value: done });
    say(find("written-so-far"), `Writing the page: ${done} of ${of} scenarios`);
  };
  bar.removeAttribute("value");
  say(find("written-so-far"), "Writing the page…");
  say(find("said"), "Writing the page.");
  button.onclick = () => stop.abort();
  box.hidden = false;
  try {
    const made = await follow("api/stream/page", { ...page.store.scenario, kept: page.kept.named() }, stop.signal, told);
    save(made.name, new Blob([made.page], { type: "text/html" }));
    say(find("said"), "The page is saved.");
  } catch (trouble) {
    if (stop.signal.aborted) say(find("said"), "Stopped: no page is saved.");
    else page.trouble(trouble.message);
  }
  const held = box.contains(document.activeElement);
  box.hidden = true;
  if (held) find("save").querySelector("summary").focus();
}

async function taken(page, kind) {
  const menu = find("save"), label = menu.querySelector(".wide");
  say(find("said"), "Writing the file.");
  say(label, "Writing…");
  menu.setAttribute("aria-busy", "true");
  try {
    save(`${page.filed}-${kind}`, await file(`api/export/${kind}`, page.store.scenario));
    say(find("said"), "The file is saved.");
  } catch (trouble) {
    page.trouble(trouble.message);
  }
  menu.removeAttribute("aria-busy");
  say(label, "Save");
}
