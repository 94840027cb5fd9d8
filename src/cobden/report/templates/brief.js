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
