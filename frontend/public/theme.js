// Runs before the first paint, so that the page never flashes in the wrong theme. What was chosen here, else what the system prefers.
(() => {
  let theme = matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark";
  try {
    const chosen = localStorage.getItem("crmgen-theme");
    if (chosen === "light" || chosen === "dark") theme = chosen;
  } catch {
    // Storage can be switched off; the page works without it.
  }
  document.documentElement.dataset.bsTheme = theme;
})();
