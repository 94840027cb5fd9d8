// A panel's picture or table as a file.

import { draw } from "./dom.js";

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

/** The drawing by itself: its colours settled, its typeface inside, a title above. */
export async function svg(picture, title) {
  const own = picture.cloneNode(true);
  const width = picture.clientWidth || Number(picture.getAttribute("width"));
  const height = picture.clientHeight || Number(picture.getAttribute("height"));
  const [top, edge] = [34, 14];
  const whole = draw("svg", { xmlns: "http://www.w3.org/2000/svg", width: width + 2 * edge,
    height: height + top + edge, viewBox: `0 0 ${width + 2 * edge} ${height + top + edge}` });
  const style = draw("style", {});
  style.textContent = await face();
  own.setAttribute("x", edge);
  own.setAttribute("y", top);
  whole.append(style, draw("rect", { width: "100%", height: "100%", fill: "var(--paper)" }),
    draw("text", { x: edge, y: 22, "font-family": "Source Sans 3, Arial, sans-serif", "font-size": 14,
      "font-weight": 600, fill: "var(--ink)" }, title), own);
  const text = settle(new XMLSerializer().serializeToString(whole));
  return { blob: new Blob([text], { type: "image/svg+xml" }), width: width + 2 * edge, height: height + top + edge };
}

/** The same as pixels, two for each on screen. */
export async function png(picture, title) {
  const { blob, width, height } = await svg(picture, title);
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
  kept ??= fetch("/page/source-sans-3.woff2").then(async (reply) => {
    const bytes = new Uint8Array(await reply.arrayBuffer());
    let text = "";
    for (const byte of bytes) text += String.fromCharCode(byte);
    return `@font-face{font-family:"Source Sans 3";font-weight:200 900;src:url(data:font/woff2;base64,${btoa(text)})}`;
  });
  return kept;
}
