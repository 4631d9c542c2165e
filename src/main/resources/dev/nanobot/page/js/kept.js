// What this device keeps: drafts, choices, messages that are not sent yet. A browser that refuses
// to keep anything still works until the page is closed.
const PREFIX = 'nanobot.';
const instead = new Map();

export function kept(name, usual) {
  try {
    const written = localStorage.getItem(PREFIX + name);
    if (written !== null) return JSON.parse(written);
  } catch {
    return instead.has(name) ? instead.get(name) : usual;
  }
  return instead.has(name) ? instead.get(name) : usual;
}

export function keep(name, value) {
  try {
    if (value === undefined) localStorage.removeItem(PREFIX + name);
    else localStorage.setItem(PREFIX + name, JSON.stringify(value));
    instead.delete(name);
  } catch {
    instead.set(name, value);
  }
}

// Another tab changed what is kept under a name.
export function onKept(name, changed) {
  addEventListener('storage', event => {
    if (event.key === PREFIX + name) changed();
  });
}

// Forgets everything: after signing out, nothing of the owner's stays on the device.
export function forget() {
  instead.clear();
  try {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith(PREFIX) && key !== `${PREFIX}theme`) localStorage.removeItem(key);
    }
  } catch {
    // Nothing was kept.
  }
}
