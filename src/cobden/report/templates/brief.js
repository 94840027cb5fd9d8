// Every mark of a chart carries its figures as a label; show it where the pointer or focus is.
const tip = document.getElementById("tip");
const marks = "[aria-roledescription][aria-label]:not([role='graphics-object'])";
function show(event) {
  const mark = event.target.closest(marks);
  if (!mark || /axis|legend|title/.test(mark.getAttribute("aria-roledescription"))) {
    tip.style.opacity = 0;
    return;
  }
  tip.textContent = mark.getAttribute("aria-label");
  tip.style.opacity = 1;
  const room = window.innerWidth - tip.offsetWidth - 8;
  tip.style.left = Math.max(8, Math.min(event.clientX + 14, room)) + "px";
  tip.style.top = Math.max(8, event.clientY - tip.offsetHeight - 12) + "px";
}
for (const plate of document.querySelectorAll(".plate")) {
  plate.addEventListener("pointermove", show);
  plate.addEventListener("pointerdown", show);
  plate.addEventListener("pointerleave", () => { tip.style.opacity = 0; });
}

// Products: show the lines in which every word typed stands, dots of codes or not, and open them.
const search = document.querySelector(".products input[type=search]");
if (search) {
  const told = document.querySelector(".products output");
  const plain = (text) => text.toLowerCase().replaceAll(".", "");
  search.addEventListener("input", () => {
    const words = plain(search.value).split(/\s+/).filter(Boolean);
    let count = 0;
    for (const part of document.querySelectorAll("#products details")) {
      const title = plain(part.querySelector("summary").textContent);
      let here = 0;
      for (const row of part.querySelectorAll("tbody tr")) {
        const text = title + " " + plain(row.textContent);
        row.hidden = !words.every((word) => text.includes(word));
        here += row.hidden ? 0 : 1;
      }
      part.hidden = here === 0;
      part.open = words.length > 0 && here > 0;
      count += here;
    }
    told.textContent = words.length ? `${count} line${count === 1 ? "" : "s"}` : "";
  });
}
