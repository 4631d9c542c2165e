// Keys that work everywhere. Single letters do nothing while one writes.
import { focusComposer } from './chat/composer.js';
import { stop } from './chat/deeds.js';
import { copy } from './ui.js';
import { palette, shortcuts } from './palette.js';
import { rename } from './chat/sessions.js';
import { scroll } from './chat/thread.js';
import { changed, state } from './state.js';

const TWICE_MS = 2_000;
const GO = { m: 'messages', s: 'schedule', e: 'memory', u: 'usage', h: 'health' };
let escapedAt = 0;
let wentAt = 0;

export function listenToKeys() {
  addEventListener('keydown', event => {
    if (!state.isSignedIn || event.defaultPrevented || event.isComposing) return;
    if (document.querySelector('dialog[open]')) return;
    const isWriting = event.target.closest?.('input, textarea, select, [contenteditable]');
    const isHandled = event.ctrlKey || event.metaKey ? chord(event) :
      special(event, isWriting) || (!isWriting && !event.altKey && letter(event));
    if (isHandled) event.preventDefault();
  });
}

function chord(event) {
  const key = event.key.toLowerCase();
  if (key === 'k') palette();
  else if (key === 'o' && event.shiftKey) location.hash = '#/';
  else if (key === 'b') {
    state.isSideHidden = !state.isSideHidden;
    changed();
  } else return false;
  return true;
}

function special(event, isWriting) {
  if (event.key === 'Escape') return escape();
  if (event.key === 'End' && !isWriting && state.session) {
    scroll.end();
    return true;
  }
  if (event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
    return walk(event.key === 'ArrowUp' ? -1 : 1);
  }
  if (event.key === 'F2' && state.session) {
    rename(state.session.key);
    return true;
  }
  return false;
}

// Closes what lies on top; pressed twice it stops what runs.
function escape() {
  if (state.isDrawerOpen) {
    state.closeDrawer();
    return true;
  }
  if (!state.session?.isRunning) return false;
  if (Date.now() - escapedAt < TWICE_MS) stop(state.session);
  escapedAt = Date.now();
  return true;
}

function walk(step) {
  const all = [...document.querySelectorAll('.log article[data-key]')];
  if (!all.length) return false;
  const now = all.indexOf(document.activeElement);
  const next = now < 0 ? all.length - 1 : Math.min(Math.max(now + step, 0), all.length - 1);
  all[next].focus();
  return true;
}

function letter(event) {
  if (Date.now() - wentAt < TWICE_MS && GO[event.key]) {
    wentAt = 0;
    location.hash = `#/${GO[event.key]}`;
    return true;
  }
  const message = document.activeElement?.closest?.('.log article[data-key]');
  switch (event.key) {
    case 'g': wentAt = Date.now(); return true;
    case '/': focusComposer(); return true;
    case '?': shortcuts(); return true;
    case 'c': if (message) copy(message.querySelector('.text, .bubble').innerText); return Boolean(message);
    case 'e': return press(message, 'Edit and ask again');
    case 'r': return press(message, 'Ask again') || press(message, 'Answer again');
    default: return false;
  }
}

function press(message, label) {
  const button = message?.querySelector(`button[aria-label="${label}"]`);
  if (!button?.checkVisibility()) return false;
  button.click();
  return true;
}
