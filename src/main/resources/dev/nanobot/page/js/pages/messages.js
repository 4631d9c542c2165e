// Every message that came in, and the trace of one.
import { html, nothing } from '../lit.js';
import { get } from '../http.js';
import { named } from '../chat/media.js';
import { nameOf } from '../chat/sessions.js';
import { atExact, ago, took } from '../time.js';
import { icon } from '../ui.js';
import { shown, source } from './source.js';
import { table } from './table.js';
import { trace } from './trace.js';
import { undelivered } from './undelivered.js';
import { changed } from '../state.js';

const STATES = {
  new: ['Waiting', 'clock', ''], taken: ['Thinking', 'clock', 'running'],
  answered: ['Answered', 'check', 'ok'], merged: ['Answered with the next', 'check', 'ok'],
  superseded: ['Stopped', 'square', ''], refused: ['Refused', 'circle-alert', 'failed'],
  dead: ['Failed', 'circle-alert', 'failed'],
};
const TEXT_CHARS_MAX = 100;

let filter = '';
const list = source(key => get(`/api/messages?limit=100${key ? `&state=${key}` : ''}`));

export function stateMark(state, reason) {
  const [word, drawing, kind] = STATES[state] || [state, 'clock', ''];
  return html`<span class="mark ${kind}">${icon(drawing)}${word}${
    reason && kind === 'failed' ? `: ${reason}` : ''}</span>`;
}

export const page = rest => (rest ? trace(rest) : all());

function all() {
  return html`${undelivered()}<div class="row tools"><label class="inline">State
    <select @change=${event => {
      filter = event.target.value;
      changed();
    }}><option value="">all</option>${Object.entries(STATES).map(([state, [word]]) =>
      html`<option value=${state} ?selected=${state === filter}>${word}</option>`)}</select></label></div>
    ${shown(list.of(filter), summary, ({ messages }) =>
      table('Messages', COLUMNS, messages, one => one.message))}`;
}

function summary({ messages }) {
  const counts = {};
  for (const one of messages) counts[one.state] = (counts[one.state] || 0) + 1;
  const words = Object.entries(counts).map(([state, count]) =>
    `${count} ${(STATES[state]?.[0] || state).toLowerCase()}`);
  return words.length ? words.join(' · ') : 'No messages';
}

const files = list => list.length ? html`<span class="meta with-files">${icon('paperclip')}${
  list.length === 1 ? '1 file' : `${list.length} files`}</span>` : nothing;

const COLUMNS = [
  { name: 'Message', kind: 'subject', of: one => html`<a href="#/messages/${one.message}" dir="auto">${
    one.text.slice(0, TEXT_CHARS_MAX) || named(one.media) || '(empty)'}</a>${files(one.media)}` },
  { name: 'From', of: one => one.channel },
  { name: 'Chat', of: one => html`<a href="#/s/${encodeURIComponent(one.session)}">${nameOf(one.session)}</a>` },
  { name: 'State', kind: 'state', of: one => stateMark(one.state, one.reason) },
  { name: 'Tries', kind: 'number', of: one => one.tries || '—' },
  { name: 'Took', kind: 'number', of: one => (one.endedAt ? took(one.tookMs) : '—') },
  { name: 'Accepted', kind: 'number', of: one => html`<time datetime=${one.at} title=${atExact(one.at)}>${
    ago(one.at)}</time>` },
];

