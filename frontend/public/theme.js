// Runs before the first paint, so that the page never flashes in the wrong theme. Dark unless light was chosen.
(() => {
  let theme = "dark";
  try {
    if (localStorage.getItem("crmgen-theme") === "light") theme = "light";
  } catch {
    // Storage can be switched off; the page works without it.
  }
  document.documentElement.dataset.bsTheme = theme;
})();
