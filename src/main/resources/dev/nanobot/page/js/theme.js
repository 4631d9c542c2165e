// Applies the theme chosen on this device before anything is painted: a classic script, since
// modules run later.
(() => {
  let theme = 'system';
  try {
    theme = JSON.parse(localStorage.getItem('nanobot.theme')) || 'system';
  } catch {
    // A device that keeps nothing follows its system.
  }
  document.documentElement.dataset.theme = theme;
})();
