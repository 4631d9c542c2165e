// Starts the page: who asks, where one is, and keys that work everywhere.
import { render } from './lit.js';
import { app } from './app.js';
import { drawnChat, leave, newKey, turnTo } from './chat/chat.js';
import { loadCommands } from './chat/commands.js';
import { flush } from './chat/outbox.js';
import { loadSessions, nameOf, watchSessions } from './chat/sessions.js';
import { isModelWanting, loadConfig } from './config.js';
import { onReturn } from './connection.js';
import { onRefused } from './http.js';
import { kept } from './kept.js';
import { loginPage } from './login.js';
import { listenToKeys } from './keys.js';
import { titleOf } from './pages/pages.js';
import { changed, onDraw, state } from './state.js';

// Signing in gives the address a place of its own.
const hasNoPlace = !location.hash.replace(/^#\/?/, '');
const place = document.getElementById('app');

function route() {
  state.visit += 1;
  const [page, ...rest] = location.hash.replace(/^#\/?/, '').split('/');
  if (page === '' || page === 's') {
    const key = page === 's' && rest[0] ? decoded(rest[0]) : newKey();
    state.route = { page: 'chat', rest: key };
    if (!page) history.replaceState(null, '', `#/s/${encodeURIComponent(key)}`);
    if (state.isSignedIn) turnTo(key);
  } else {
    leave();
    state.route = { page, rest: decoded(rest.join('/')) };
  }
  changed();
}

// An address that somebody cut in the middle names itself.
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function draw() {
  if (state.isSignedIn && state.route.page === 'chat' && !state.session) return; // Not yet begun.
  render(state.isSignedIn ? app() : loginPage(entered), place);
  if (state.isSignedIn) drawnChat();
  document.title = title();
}

function title() {
  if (!state.isSignedIn) return 'Sign in · nanobot';
  const name = state.route.page === 'chat' ? nameOf(state.route.rest) : titleOf(state.route);
  return `${state.session?.isRunning ? '● ' : ''}${name} · nanobot`;
}

async function entered() {
  await begin();
  state.isSignedIn = true;
  route();
}

async function begin() {
  await loadSessions();
  flush();
  await loadCommands();
  await loadConfig();
  // Who comes for the first time is shown the way; who said "not now" finds it in an empty chat.
  const isFirst = isModelWanting() && !state.sessions.length && !kept('setup-later', false);
  if (isFirst && hasNoPlace) history.replaceState(null, '', '#/setup');
}

async function compareVersion() {
  const page = await (await fetch('/', { cache: 'no-store' })).text();
  state.isOutdated = !page.includes(`content="${state.version}"`);
  changed();
}

onDraw(draw);
onRefused(() => {
  if (!state.isSignedIn) return;
  state.isSignedIn = false;
  leave();
  changed();
});
onReturn(() => {
  compareVersion().catch(() => {}); // The connection's mark tells when it is away again.
  loadSessions().catch(() => {});
});
addEventListener('hashchange', route);
listenToKeys();
watchSessions();
begin().catch(() => {}).finally(route);
