// Messages that did not reach their chat: those given up, and those that wait for their next attempt.
import { html, nothing } from '../lit.js';
import { get, post } from '../http.js';
import { nameOf } from '../chat/sessions.js';
import { ago, atExact } from '../time.js';
import { ask, icon, notice, noticeOf } from '../ui.js';
import { source } from './source.js';
import { table } from './table.js';

const TEXT_CHARS_MAX = 100;

const leaving = source(async () => {
  const [dead, pending] = await Promise.all(
    [get('/api/outbox?limit=100'), get('/api/outbox?state=pending&limit=100')]);
  return [...dead.messages, ...pending.messages.filter(one => one.reason)];
});

export function undelivered() {
  const { data, trouble } = leaving.of('all');
  if (trouble) return html`<p class="failed" role="alert">${trouble}</p>`;
  if (!data?.length) return nothing;
  return html`<h2>Not delivered</h2>${table('Not delivered', COLUMNS, data, one => one.id)}
    <h2>All messages</h2>`;
}

async function tried(deed, done) {
  try {
    await deed();
    notice(done);
  } catch (error) {
    noticeOf(error);
  }
  leaving.again();
}

const retry = one => tried(() => post(`/api/outbox/${one.id}/retry`), 'The message is sent again.');

async function drop(one) {
  const isSure = await ask('Drop this message?',
    `It is never sent to ${nameOf(one.session)}. The trace keeps who dropped it.`, 'Drop message');
  if (isSure) tried(() => post(`/api/outbox/${one.id}/drop`), 'The message was dropped.');
}

const COLUMNS = [
  { name: 'Message', kind: 'subject',
    of: one => html`<span dir="auto">${one.text.slice(0, TEXT_CHARS_MAX)}</span>` },
  { name: 'To', of: one => html`<a href="#/s/${encodeURIComponent(one.session)}">${nameOf(one.session)}</a>` },
  { name: 'State', kind: 'state', of: one => (one.state === 'dead' ?
    html`<span class="mark failed">${icon('circle-alert')}Given up: ${one.reason}</span>` :
    html`<span class="mark warn">${icon('clock')}Waits: ${one.reason}</span>`) },
  { name: 'Attempts', kind: 'number', of: one => one.attempts },
  { name: 'Since', kind: 'number', of: one => html`<time datetime=${one.at} title=${atExact(one.at)}>${
    ago(one.at)}</time>` },
  { name: '', kind: 'acts-cell', of: one => html`<button type="button" class="small" @click=${() => retry(one)}>${
    icon('rotate-ccw')}Send again</button>
    <button type="button" class="small danger" @click=${() => drop(one)}>${
      icon('trash-2')}Drop message</button>` },
];
