// What was used: tokens and money by day as plots with their tables, and by whatever one asks.
import { html } from '../lit.js';
import { get } from '../http.js';
import { nameOf } from '../chat/sessions.js';
import { changed } from '../state.js';
import { download } from '../chat/cards.js';
import { icon } from '../ui.js';
import { plot } from './plot.js';
import { shown, source } from './source.js';
import { table } from './table.js';

const RANGES = [[7, 'Week'], [30, '30 days'], [90, '90 days']];
const WAYS = [['model', 'By model'], ['session', 'By chat'], ['job', 'By job'], ['principal', 'By person']];
const DAY_MS = 86_400_000;

let days = 30;
let way = 'model';

const usage = source(async () => {
  const from = new Date(Date.now() - (days - 1) * DAY_MS).toISOString().slice(0, 10);
  const [byDay, byOther] = await Promise.all([
    get(`/api/usage?by=day&from=${from}`), get(`/api/usage?by=${way}&from=${from}`),
  ]);
  return { byDay, byOther, way };
}, 15_000);

const count = new Intl.NumberFormat();
const tokens = row => row.input + row.output;
// Small sums keep three figures that count, larger ones two places; what has no price is not free.
const sum = new Intl.NumberFormat(undefined, { maximumSignificantDigits: 3 });
const largeSum = new Intl.NumberFormat(undefined, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const amount = value => (value >= 10 ? largeSum : sum).format(value);
const money = row => (row.unpriced && Number(row.money) === 0 ? 'unknown' :
  `${amount(Number(row.money))}${row.unpriced ? ' + unknown' : ''}`);

const choice = (label, options, now, choose) => html`<label class="inline">${label}
  <select @change=${event => {
    choose(event.target.value);
    changed();
  }}>${options.map(([value, name]) => html`<option value=${value} ?selected=${String(value) === String(now)}>${
    name}</option>`)}</select></label>`;

export function page() {
  return html`<div class="row tools">
    ${choice('Range', RANGES, days, value => {
      days = Number(value);
    })}
    ${choice('Details', WAYS, way, value => {
      way = value;
    })}</div>
    ${shown(usage.of(`${days} ${way}`), summary, content)}`;
}

function summary({ byDay }) {
  const { today, total, limits } = byDay;
  const limit = Number(limits.tokens) ? ` of ${count.format(limits.tokens)}` : '';
  return `Today ${count.format(tokens(today))} tokens${limit}, cost ${money(today)} · in all ${
    count.format(tokens(total))} tokens, cost ${money(total)}`;
}

function content({ byDay, byOther }) {
  const { rows } = byDay;
  const names = rows.map(row => row.name);
  return html`
    ${plot('Tokens per day', names, [
      { label: 'in', values: rows.map(row => row.input), color: '--accent' },
      { label: 'out', values: rows.map(row => row.output), color: '--ok' },
    ])}
    ${plot('Cost per day', names, [
      { label: 'cost', values: rows.map(row => Number(row.money)), color: '--warn' },
    ])}
    <details class="card"><summary>${icon('calendar-clock')}<span class="what">The same as a table</span></summary>
      <div class="inside">${table('Usage by day', columns('Day', row => row.name), [...rows].reverse(), row =>
        row.name)}</div></details>
    <h2>${WAYS.find(([name]) => name === byOther.by)?.[1] || ''}</h2>
    ${table('Usage in detail', columns('Name', row => nameIn(byOther.by, row)), byOther.rows, row => row.name)}
    <div class="row"><button type="button" class="small" @click=${() =>
      download('usage.csv', csv(rows), 'text/csv')}>${icon('download')}Download by day as CSV</button></div>`;
}

const nameIn = (by, row) => (by === 'session' && row.name ? nameOf(row.name) : row.name || '—');

const csv = rows => ['day,calls,input,output,cached,money,unpriced', ...rows.map(row =>
  [row.name, row.calls, row.input, row.output, row.cached, row.money, row.unpriced].join(','))].join('\n');

const columns = (name, of) => [
  { name, kind: 'subject', of },
  { name: 'Calls', kind: 'number', of: row => count.format(row.calls) },
  { name: 'Tokens in', kind: 'number', of: row => count.format(row.input) },
  { name: 'cached', kind: 'number', of: row => count.format(row.cached) },
  { name: 'Tokens out', kind: 'number', of: row => count.format(row.output) },
  { name: 'Cost', kind: 'number', of: money },
];
