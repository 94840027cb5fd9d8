// Before the first paint: the look the reader chose, if any. Otherwise the system decides.
{
  let chosen = null;
  try {
    chosen = localStorage.getItem("cobden-theme");
  } catch {
    // a frame on another page may keep nothing
  }
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
}
