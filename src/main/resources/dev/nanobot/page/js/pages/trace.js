// What happened to one message, on one axis of time, and as a table.
import { html, nothing, svg } from '../lit.js';
import { get } from '../http.js';
import { nameOf } from '../chat/sessions.js';
import { download } from '../chat/cards.js';
import { media } from '../chat/media.js';
import { atExact, took } from '../time.js';
import { icon } from '../ui.js';
import { stateMark } from './messages.js';
import { shown, source } from './source.js';
import { table } from './table.js';

const WIDE = 1000;
const THIN = 6;
const one = source(id => get(`/api/messages/${id}/trace`));
const KINDS = { model: 'model', tool: 'tool', subagent: 'tool', dead: 'bad', refused: 'bad' };

export function trace(id) {
  return html`<p><a href="#/messages" class="back">${icon('arrow-left')}All messages</a></p>
    <h2>Trace of message ${id}</h2>
    ${shown(one.of(id), summary, data => content(id, data))}`;
}

const summary = ({ status }) => html`${stateMark(status.state, status.reason)} in
  <a href="#/s/${encodeURIComponent(status.session)}">${nameOf(status.session)}</a>`;

function content(id, data) {
  const { status, moments } = data;
  const lanes = lanesOf(moments);
  return html`
    ${status.usage.modelCalls ? html`<p class="meta">${status.usage.model} · ${status.usage.modelCalls} model
      ${status.usage.modelCalls === 1 ? 'call' : 'calls'} · ${status.usage.input} tokens in
      (${status.usage.cached} cached), ${status.usage.output} out</p>` : nothing}
    ${media(data.media)}
    <figure class="panel lanes" aria-label="Timeline; the table below has the same">${
      lanes.map(lane => row(lane, lanes))}</figure>
    <h2>Moments</h2>
    ${table('Moments', COLUMNS, moments.map((moment, i) => ({ ...moment, i })), moment => moment.i)}
    <div class="row"><button type="button" class="small" @click=${() =>
      download(`trace-${id}.json`, JSON.stringify(data, null, 2), 'application/json')}>${
        icon('download')}Download as JSON</button></div>`;
}

// Each moment is a lane from its start to its end; what follows an acceptance is waiting.
function lanesOf(moments) {
  const at = moment => new Date(moment.at).getTime();
  const lanes = [];
  for (const moment of moments) {
    const start = at(moment);
    if (moment.what === 'accepted') {
      const leased = moments.find(other => other.what === 'leased');
      lanes.push({ name: 'Accepted, waiting', kind: 'wait', start, end: leased ? at(leased) : start });
    } else if (moment.what === 'leased') {
      const first = moments.find(other => other.what === 'model' || other.what === 'tool');
      lanes.push({ name: 'Reading the conversation', kind: 'wait', start, end: first ? at(first) : start });
    } else if (moment.what === 'sent') {
      lanes.push({ name: 'Sent', kind: 'wait', start: start - moment.tookMs, end: start });
    } else if (KINDS[moment.what] && moment.what in { model: 1, tool: 1, subagent: 1 }) {
      lanes.push({ name: nameOfStep(moment), kind: KINDS[moment.what], start, end: start + moment.tookMs,
        isGap: /unknown|attempt/.test(moment.detail) });
    }
  }
  return lanes;
}

function nameOfStep(moment) {
  const name = moment.detail.split(' ')[0];
  if (moment.what === 'model') return `Model: ${name}`;
  return moment.what === 'tool' ? `Tool: ${name}` : `Subagent: ${moment.detail.split('"')[1] || name}`;
}

function row(lane, lanes) {
  const first = Math.min(...lanes.map(other => other.start));
  const last = Math.max(...lanes.map(other => other.end), first + 1);
  const x = (WIDE * (lane.start - first)) / (last - first);
  const width = Math.max(THIN, (WIDE * (lane.end - lane.start)) / (last - first));
  return html`<div class="lane"><span class="what">${lane.name}${lane.isGap ? ' (tried again)' : ''}</span>
    <svg viewBox="0 0 ${WIDE} 14" preserveAspectRatio="none" aria-hidden="true">${svg`
      <line x1="0" x2=${WIDE} y1="7" y2="7"></line>
      <rect class=${lane.kind} x=${Math.min(x, WIDE - THIN)} y="1" width=${width} height="12"></rect>`}</svg>
    <span class="number meta">${took(lane.end - lane.start)}</span></div>`;
}

const COLUMNS = [
  { name: 'What', kind: 'subject', of: moment => moment.what },
  { name: 'Detail', of: moment => html`<span class="mono wrap">${moment.detail}</span>` },
  { name: 'Took', kind: 'number', of: moment => (moment.tookMs ? took(moment.tookMs) : '—') },
  { name: 'At', kind: 'number', of: moment => html`<time datetime=${moment.at}>${atExact(moment.at)}</time>` },
];
