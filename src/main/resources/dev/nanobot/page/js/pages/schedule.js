// Jobs, and their times around today: what ran, ran late, was missed, and comes next.
import { html, nothing } from '../lit.js';
import { del, get, patch, post } from '../http.js';
import { changed } from '../state.js';
import { took } from '../time.js';
import { icon, iconButton, notice, noticeOf } from '../ui.js';
import { menu } from '../menu.js';
import { editJob } from './job.js';
import { inWords } from './cron.js';
import { shown, source } from './source.js';
import { table } from './table.js';

const DAYS_AROUND = 3;
const LATE_MS = 60_000;
const SHOWN_A_DAY = 6;
const HOUR_MS = 3_600_000;
const UNDO_MS = 10_000;
const WORDS = {
  ran: ['ran', 'ok', 'check'], late: ['ran late', 'warn', 'clock'], fired: ['runs', 'running', 'clock'],
  failed: ['failed', 'failed', 'circle-alert'], missed: ['missed', 'failed', 'circle-alert'],
  skipped: ['skipped', 'warn', 'triangle-alert'], next: ['comes', '', 'clock'],
};

const schedule = source(async () => {
  const [{ zone, jobs }, { past, next }] = await Promise.all([
    get('/api/cron/jobs'), get(`/api/cron/slots?days=${DAYS_AROUND + 1}`),
  ]);
  return { zone, jobs, past, next };
});
const slots = source(job => (job ? get(`/api/cron/jobs/${job}/slots?limit=20`) : Promise.resolve({ slots: [] })));
const deleting = new Set();

export const page = rest => html`<div class="row tools"><button type="button" class="primary" @click=${() =>
  add()}>${icon('plus')}Add a job</button></div>
  ${shown(schedule.of('all'), summary, data => content(data, rest))}`;

function summary({ jobs, past, zone }) {
  const missed = past.filter(slot => slot.state === 'missed').length;
  const on = jobs.filter(job => job.enabled).length;
  return `${on} of ${jobs.length} jobs on${missed ? ` · ${missed} times missed` : ''} · times in ${zone}`;
}

function content(data, job) {
  const jobs = data.jobs.filter(one => !deleting.has(one.id));
  const chosen = jobs.find(one => one.id === job);
  return html`${strip(data)}
    <h2>Jobs</h2>${table('Jobs', columns(data.zone), jobs, one => one.id)}
    ${chosen ? html`<h2>History of ${chosen.name}</h2>${shown(slots.of(chosen.id), () => inWords(chosen), inner =>
      table('History', historyColumns(data.zone), inner.slots, slot => slot.slot))}` : nothing}`;
}

// Seven days in a row: three before today and three after it.
function strip({ zone, jobs, past, next }) {
  const names = new Map(jobs.map(job => [job.id, job.name]));
  const format = new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' });
  const title = new Intl.DateTimeFormat(undefined, { timeZone: zone, weekday: 'short', day: 'numeric' });
  const all = [...past.map(slot => ({ ...slot, state: stateOf(slot) })),
    ...next.map(slot => ({ ...slot, state: 'next' }))];
  const today = format.format(new Date());
  const noon = new Date(`${today}T12:00:00Z`).getTime();
  const days = [];
  for (let i = -DAYS_AROUND; i <= DAYS_AROUND; i += 1) {
    const at = new Date(noon + i * 24 * HOUR_MS);
    const key = at.toISOString().slice(0, 10);
    const mine = all.filter(slot => format.format(new Date(slot.slot)) === key)
      .sort((a, b) => (a.slot < b.slot ? -1 : 1));
    days.push(html`<section class="day-cell ${key === today ? 'today' : ''}" aria-label=${title.format(at)}>
      <h3>${title.format(at)}${key === today ? html`<span class="unseen">, today</span>` : nothing}</h3>
      ${mine.slice(0, SHOWN_A_DAY).map(slot => slotLine(slot, names, zone))}
      ${mine.length > SHOWN_A_DAY ? html`<p class="meta">and ${mine.length - SHOWN_A_DAY} more</p>` : nothing}
    </section>`);
  }
  return html`<div class="strip">${days}</div>`;
}

const stateOf = slot =>
  (slot.state === 'ran' && new Date(slot.at) - new Date(slot.slot) > LATE_MS ? 'late' : slot.state);

const clockIn = (at, zone) => new Intl.DateTimeFormat(undefined, { timeZone: zone, hour: '2-digit',
  minute: '2-digit', hour12: false }).format(new Date(at));

const inZone = (at, zone) => new Intl.DateTimeFormat(undefined, { timeZone: zone, dateStyle: 'medium',
  timeStyle: 'short' }).format(new Date(at));

function slotLine(slot, names, zone) {
  const [word, kind, drawing] = WORDS[slot.state] || [slot.state, '', 'clock'];
  const name = names.get(slot.job) || 'a deleted job';
  return html`<p class="slot ${kind}" title="${name}, ${word}${slot.reason ? `: ${slot.reason}` : ''}">
    ${icon(drawing)}<span class="unseen">${word}</span>
    <time datetime=${slot.slot}>${clockIn(slot.slot, zone)}</time>
    ${slot.message ? html`<a href="#/messages/${slot.message}">${name}</a>` : html`<span>${name}</span>`}</p>`;
}

const columns = zone => [
  { name: 'Job', kind: 'subject', of: job => html`<a href="#/schedule/${job.id}">${job.name}</a>` },
  { name: 'When', of: job => inWords(job) },
  { name: 'State', kind: 'state', of: job => (job.enabled ? html`<span class="mark ok">${icon('check')}On</span>` :
    html`<span class="mark warn">${icon('pause')}Paused</span>`) },
  { name: 'Next', kind: 'number', of: job => (job.next ? html`<time datetime=${job.next}>${
    inZone(job.next, zone)}</time>` : '—') },
  { name: '', kind: 'acts-cell', of: job => iconButton('ellipsis', `More about ${job.name}`, event =>
    more(event.currentTarget, job), { class: 'tiny' }) },
];

const historyColumns = zone => [
  { name: 'Due', kind: 'subject', of: slot => inZone(slot.slot, zone) },
  { name: 'What came of it', kind: 'state', of: slot => {
    const [word, kind, drawing] = WORDS[stateOf(slot)] || [slot.state, '', 'clock'];
    return html`<span class="mark ${kind}">${icon(drawing)}${word}${slot.reason ? `: ${slot.reason}` : ''}</span>`;
  } },
  { name: 'Late by', kind: 'number', of: slot => took(Math.max(0, new Date(slot.at) - new Date(slot.slot))) },
  { name: 'Trace', kind: 'number', of: slot => (slot.message ? html`<a href="#/messages/${slot.message}">${
    slot.message}</a>` : '—') },
];

function more(button, job) {
  menu(button, [
    { label: 'Run now', icon: 'play', run: () => run(job) },
    job.enabled ? { label: 'Pause', icon: 'pause', run: () => turn(job, 'disable') } :
      { label: 'Resume', icon: 'play', run: () => turn(job, 'enable') },
    { label: 'Edit', icon: 'pencil', run: () => edit(job) },
    { label: 'History', icon: 'history', run: () => {
      location.hash = `#/schedule/${job.id}`;
    } },
    { label: 'Delete job', icon: 'trash-2', run: () => remove(job) },
  ]);
}

async function tried(deed) {
  try {
    await deed();
  } catch (error) {
    noticeOf(error);
  }
  schedule.again();
}

const run = job => tried(async () => {
  const { message } = await post(`/api/cron/jobs/${job.id}/run`);
  notice(`${job.name} runs.`, { action: { label: 'Trace', run: () => {
    location.hash = `#/messages/${message}`;
  } } });
});

const turn = (job, way) => tried(() => post(`/api/cron/jobs/${job.id}/${way}`));

async function add() {
  const fields = await editJob(null, schedule.data?.zone || 'UTC');
  if (fields) tried(() => post('/api/cron/jobs', fields));
}

async function edit(job) {
  const fields = await editJob(job, schedule.data?.zone || 'UTC');
  if (fields) tried(() => patch(`/api/cron/jobs/${job.id}`, { version: job.version, ...fields }));
}

function remove(job) {
  deleting.add(job.id);
  const back = () => {
    deleting.delete(job.id);
    changed();
  };
  notice(`Deleted “${job.name}”`, { ms: UNDO_MS, action: { label: 'Undo', run: back },
    onEnd: () => tried(() => del(`/api/cron/jobs/${job.id}`)).then(back) });
}
