// Light, dark, or as the system has it.

const THEMES = ["system", "light", "dark"];

function startTheme() {
  const button = byId("theme");
  let theme = "system";
  try {
    theme = localStorage.getItem("ilrs-theme") || "system";
  } catch (_) {
    // A page from disk may not be allowed to remember.
  }
  function apply() {
    if (theme === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    button.textContent = "Theme: " + theme;
  }
  button.addEventListener("click", function () {
    theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
    try {
      localStorage.setItem("ilrs-theme", theme);
    } catch (_) {
      // As above.
    }
    apply();
  });
  apply();
}
