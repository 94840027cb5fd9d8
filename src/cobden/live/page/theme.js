// Before the first paint: the look the reader chose, if any. Otherwise the system decides.
{
  const chosen = localStorage.getItem("cobden-theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
}
