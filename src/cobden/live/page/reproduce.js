// The same figures without the page: Python, the command line, and the HTTP call.

import { drawer } from "./basis.js";
import { find, make, say } from "./dom.js";
import { write } from "./state.js";

const literal = (value) => {
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (value && typeof value === "object") return `{${Object.entries(value).map(([key, one]) => `${JSON.stringify(key)}: ${literal(one)}`).join(", ")}}`;
  if (typeof value === "boolean") return value ? "True" : "False";
  return JSON.stringify(value);
};
const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

/** The texts that give a scenario's figures elsewhere. */
export function recipes(scenario, known) {
  const asked = JSON.parse(JSON.stringify(scenario));
  const python = `from cobden.live.reproduce import answer_to

answer = answer_to(${JSON.stringify(known.case)}, ${literal(asked)})
for figure in answer.headline:
    print(figure.title, figure.value, figure.unit)
`;
  const command = `cobden link ${known.case} ${quoted(write(scenario).toString())}`;
  const http = `curl -s ${location.origin}/api/answer -H 'Content-Type: application/json' \\
  -H "Authorization: Bearer $COBDEN_TOKEN" -d ${quoted(JSON.stringify(asked))}`;
  return { Python: python, "Command line": command, ...(known.written ? {} : { HTTP: http }) };
}

/** Show them, each with a button that copies it. */
export function reproduce(page) {
  const shown = Object.entries(recipes(page.store.scenario, page.known)).map(([title, text]) => make("section", {},
    make("h3", {}, title), make("pre", { class: "formula", tabindex: 0, "aria-label": title }, text),
    make("button", { type: "button", class: "chip", onclick: async () => {
      await navigator.clipboard?.writeText(text);
      say(find("said"), `${title}: copied.`);
    } }, "Copy")));
  drawer("basis", "Reproduce these figures", make("p", {}, "Each gives the figures of the headline; all read the same case, law and world."), ...shown);
}
