// A panel's picture or table as a file.

import { draw } from "./dom.js";
import { reply as replyOf } from "./source.js";

/** A table as CSV text, quoted where it must be, and no text of a case a formula. */
export function csv({ columns, rows }) {
  const cell = (value) => {
    const told = value === null || value === undefined ? "" : String(value);
    const formula = typeof value === "string" && /^\s*[=+\-@|%]/.test(told) && !Number.isFinite(Number(told));
    const text = formula ? `'${told}` : told;
    return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const text = [columns, ...rows].map((row) => row.map(cell).join(",")).join("\n");
  return new Blob([`${text}\n`], { type: "text/csv;charset=utf-8" });
}

const FACE = "Source Sans 3, Arial, sans-serif";
const EDGE = 14;

/** Words broken into lines of at most so many letters. */
function lines(words, most) {
  const found = [""];
  for (const word of words.split(/\s+/)) {
    const longer = `${found.at(-1)} ${word}`.trim();
    if (longer.length <= most || !found.at(-1)) found[found.length - 1] = longer;
    else found.push(word);
  }
  return found;
}

/**
 * The drawing by itself: its colours settled, its typeface inside; above it the finding as its title,
 * the scenario, what is shown and in what unit; below it day and source.
 */
export async function svg(picture, { title, scenario, what, source }) {
  const own = picture.cloneNode(true);
  const width = picture.clientWidth || Number(picture.getAttribute("width"));
  const height = picture.clientHeight || Number(picture.getAttribute("height"));
  const letters = Math.max(30, Math.floor((width + 2 * EDGE) / 6.6));
  let y = 8;
  const text = (words, size, weight, fill) => lines(words, Math.floor((letters * 12) / size)).map((line) => {
    y += size + 5;
    return draw("text", { x: EDGE, y, "font-family": FACE, "font-size": size, "font-weight": weight, fill }, line);
  });
  const above = [...text(title, 15, 600, "var(--ink)"), ...text(scenario, 12, 400, "var(--ink)"), ...text(what, 12, 400, "var(--soft)")];
  own.setAttribute("x", EDGE);
  own.setAttribute("y", y + 10);
  y += height + 10;
  const below = text(source, 10.5, 400, "var(--soft)");
  const [wide, high] = [width + 2 * EDGE, y + 12];
  const whole = draw("svg", { xmlns: "http://www.w3.org/2000/svg", width: wide, height: high, viewBox: `0 0 ${wide} ${high}`, role: "img" });
  const style = draw("style", {});
  style.textContent = await face();
  whole.append(draw("title", {}, `${title}. ${scenario}. ${what}`), style,
    draw("rect", { width: "100%", height: "100%", fill: "var(--paper)" }), ...above, own, ...below);
  const written = settle(new XMLSerializer().serializeToString(whole));
  return { blob: new Blob([written], { type: "image/svg+xml" }), width: wide, height: high };
}

/** The same as pixels, two for each on screen. */
export async function png(picture, words) {
  const { blob, width, height } = await svg(picture, words);
  const url = URL.createObjectURL(blob);
  const image = new Image();
  image.src = url;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [2 * width, 2 * height];
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(url);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

function settle(text) {
  const probe = document.createElement("i");
  document.body.append(probe);
  const settled = text.replace(/var\((--[\w-]+)\)/g, (_, name) => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  });
  probe.remove();
  return settled;
}

let kept = null;

function face() {
  kept ??= replyOf("page/source-sans-3.woff2").then(async (reply) => {
    const bytes = new Uint8Array(await reply.arrayBuffer());
    let text = "";
    for (const byte of bytes) text += String.fromCharCode(byte);
    return `@font-face{font-family:"Source Sans 3";font-weight:200 900;src:url(data:font/woff2;base64,${btoa(text)})}`;
  });
  return kept;
}
