// Which page an address names. Each is loaded when it is first looked at.
import { html, nothing } from '../lit.js';
import { changed } from '../state.js';

const PAGES = {
  __proto__: null, // What every object has is no page.
  messages: ['Messages', () => import('./messages.js')],
  sessions: ['Sessions', () => import('./sessions.js')],
  schedule: ['Schedule', () => import('./schedule.js')],
  memory: ['Memory', () => import('./memory.js')],
  usage: ['Usage', () => import('./usage.js')],
  channels: ['Channels', () => import('./channels.js')],
  health: ['Health', () => import('./health.js')],
  settings: ['Settings', () => import('./settings.js')],
  setup: ['Set up a model', () => import('./setup.js')],
};
const loaded = new Map();

export const titleOf = route => PAGES[route.page]?.[0] || 'Not found';

export function pageOf({ page, rest }) {
  if (!PAGES[page]) return html`<div class="page"><p>There is no such page.</p></div>`;
  const module = loaded.get(page);
  if (module) {
    return html`<div class="page" tabindex="-1">${module.page(rest)}</div>${module.foot?.() ?? nothing}`;
  }
  load(page);
  return html`<div class="page"><p class="meta">Loading …</p></div>`;
}

async function load(page) {
  if (loaded.has(page)) return;
  loaded.set(page, null);
  try {
    loaded.set(page, await PAGES[page][1]());
  } catch {
    loaded.delete(page); // The next drawing tries again.
  }
  changed();
}
