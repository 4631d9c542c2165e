// The channels, and what does not get out.
import { html, nothing } from '../lit.js';
import { get } from '../http.js';
import { ago, atExact } from '../time.js';
import { icon } from '../ui.js';
import { shown, source } from './source.js';
import { table } from './table.js';

const both = source(async () => {
  const [{ channels }, { messages }] = await Promise.all([
    get('/api/channels'), get('/api/outbox?state=dead&limit=50'),
  ]);
  return { channels, dead: messages };
});

const time = at => (at ? html`<time datetime=${at} title=${atExact(at)}>${ago(at)}</time>` : '—');

export const page = () => shown(both.of('channels'), summary, ({ channels, dead }) => html`
  ${table('Channels', CHANNELS, channels, one => one.name)}
  ${dead.length ? html`<h2>Messages that did not get out</h2>
    ${table('Dead messages', DEAD, dead, one => one.id)}` : nothing}`);

function summary({ channels }) {
  const bad = channels.filter(one => one.trouble || one.dead).length;
  return `${channels.length} channels · ${bad ? `${bad} in trouble` : 'all well'}`;
}

const CHANNELS = [
  { name: 'Channel', kind: 'subject', of: one => one.name },
  { name: 'State', kind: 'state', of: one => (one.trouble ?
    html`<span class="mark failed">${icon('circle-alert')}${one.trouble}</span>` : one.dead ?
      html`<span class="mark warn">${icon('triangle-alert')}Some did not get out</span>` :
      html`<span class="mark ok">${icon('check')}Well</span>`) },
  { name: 'Waiting in', kind: 'number', of: one => one.waiting },
  { name: 'Waiting out', kind: 'number', of: one => one.pending },
  { name: 'Dead', kind: 'number', of: one => one.dead },
  { name: 'Last in', kind: 'number', of: one => time(one.lastInAt) },
  { name: 'Last out', kind: 'number', of: one => time(one.lastOutAt) },
];

const DEAD = [
  { name: 'Message', kind: 'subject', of: one => one.text.slice(0, 120) },
  { name: 'To', of: one => html`<code>${one.session}</code>` },
  { name: 'Why', kind: 'state', of: one => html`<span class="failed">${one.reason}</span>` },
  { name: 'Tries', kind: 'number', of: one => one.attempts },
  { name: 'At', kind: 'number', of: one => time(one.at) },
];
