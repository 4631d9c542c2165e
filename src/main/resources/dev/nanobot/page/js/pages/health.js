// How the gateway is, check by check, and the races that came to nothing.
import { html } from '../lit.js';
import { get } from '../http.js';
import { ago, atExact, took } from '../time.js';
import { copy, icon } from '../ui.js';
import { shown, source } from './source.js';
import { table } from './table.js';

const health = source(() => get('/api/health'));
const GRADES = {
  ok: ['ok', 'check', 'Ok'], warning: ['warn', 'triangle-alert', 'Warning'],
  failed: ['failed', 'circle-alert', 'Failed'],
};

function grade(status) {
  const [kind, drawing, word] = GRADES[status] || ['', 'clock', status];
  return html`<span class="mark ${kind}">${icon(drawing)}${word}</span>`;
}

export const page = () => shown(health.of('health'), summary, data => html`
  <h2>Checks</h2>
  ${table('Checks', CHECKS, data.checks, one => one.name)}
  <h2>Races detected</h2>
  <p class="text-2">Each was noticed before it did anything: somebody came too late, and wrote nothing.</p>
  ${data.races.length ? table('Races', RACES, data.races, one => one.name) :
    html`<p class="none">None so far.</p>`}
  <div class="row"><button type="button" class="small" @click=${event =>
    copy(JSON.stringify(data, null, 2), event.currentTarget)}>${icon('copy')}<span class="label">Copy the
      report</span></button></div>`);

const summary = data => html`${grade(data.status)} · version ${data.version} · up since
  <time datetime=${data.startedAt}>${atExact(data.startedAt)}</time>`;

const MB = 1024 * 1024;

function measure(value, unit) {
  if (unit === 'ms') return took(value);
  if (unit !== 'bytes') return `${value} ${unit}`;
  return value < 1024 * MB ? `${Math.round(value / MB)} MB` : `${(value / MB / 1024).toFixed(1)} GB`;
}

const CHECKS = [
  { name: 'Check', kind: 'subject', of: one => one.name },
  { name: 'State', kind: 'state', of: one => grade(one.status) },
  { name: 'Value', kind: 'number', of: one => measure(one.value, one.unit) },
  { name: 'Limit', kind: 'number', of: one => (one.limit ? measure(one.limit, one.unit) : '—') },
  { name: 'What it means', of: one => one.text },
];

const RACES = [
  { name: 'Race', kind: 'subject', of: one => one.name },
  { name: 'Times', kind: 'number', of: one => one.count },
  { name: 'Last', kind: 'number', of: one => html`<time datetime=${one.lastAt} title=${atExact(one.lastAt)}>${
    ago(one.lastAt)}</time>` },
];
