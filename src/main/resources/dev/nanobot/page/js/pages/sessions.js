// All sessions, of every channel.
import { html, nothing } from '../lit.js';
import { get, part } from '../http.js';
import { download } from '../chat/cards.js';
import { listed, nameOf, pin, remove, rename } from '../chat/sessions.js';
import { menu } from '../menu.js';
import { changed, state } from '../state.js';
import { ago, atExact } from '../time.js';
import { icon, iconButton, noticeOf } from '../ui.js';
import { table } from './table.js';

const PAGE = 500;
let words = '';

export function page() {
  const lower = words.toLowerCase();
  const all = listed().filter(one =>
    nameOf(one.session).toLowerCase().includes(lower) || one.session.includes(lower));
  const running = all.filter(one => one.isRunning).length;
  return html`<div class="row tools"><label class="inline">Filter
      <input type="search" .value=${words} @input=${event => {
        words = event.target.value;
        changed();
      }}></label></div>
    <p class="summary">${all.length} ${all.length === 1 ? 'session' : 'sessions'}${
      running ? ` · ${running} at work` : ''}</p>
    ${state.areSessionsLoaded ? table('Sessions', COLUMNS, all, one => one.session) : nothing}`;
}

const COLUMNS = [
  { name: 'Title', kind: 'subject', of: one => html`${one.isPinned ? icon('pin') : nothing}
    <a href="#/s/${encodeURIComponent(one.session)}" dir="auto">${nameOf(one.session)}</a>` },
  { name: 'Session', of: one => html`<code>${one.session}</code>` },
  { name: 'State', kind: 'state', of: one => (one.isRunning ? html`<span class="mark running">${
    icon('clock')}At work</span>` : one.waiting ? `${one.waiting} waiting` : 'Idle') },
  { name: 'Entries', kind: 'number', of: one => one.entries },
  { name: 'Last use', kind: 'number', of: one => html`<time datetime=${one.usedAt} title=${
    atExact(one.usedAt)}>${ago(one.usedAt)}</time>` },
  { name: '', kind: 'acts-cell', of: one => iconButton('ellipsis', `More about ${nameOf(one.session)}`, event =>
    menu(event.currentTarget, [
      { label: 'Rename', icon: 'pencil', run: () => rename(one.session) },
      { label: one.isPinned ? 'Unpin' : 'Pin', icon: 'pin', run: () => pin(one.session, !one.isPinned) },
      { label: 'Download', icon: 'download', run: () => save(one.session) },
      { label: 'Delete session', icon: 'trash-2', run: () => remove(one.session, false) },
    ]), { class: 'tiny' }) },
];

// The whole of a session as one file.
async function save(key) {
  try {
    const all = [];
    while (true) {
      const after = all.at(-1)?.seq ?? 0;
      const { entries } = await get(`/api/sessions/${part(key)}/entries?after=${after}&limit=${PAGE}`);
      all.push(...entries);
      if (entries.length < PAGE) break;
    }
    download(`${key.replace(/[^a-zA-Z0-9.-]+/g, '-')}.json`, JSON.stringify(all, null, 2), 'application/json');
  } catch (error) {
    noticeOf(error);
  }
}
