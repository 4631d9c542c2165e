// The form of a job, with the next times as one types.
import { html, live, nothing } from '../lit.js';
import { post } from '../http.js';
import { dialog } from '../ui.js';
import { inWords } from './cron.js';

const PREVIEW_MS = 300;
const MINUTE_MS = 60_000;
const KINDS = [['cron', 'By the clock'], ['every', 'Every so many minutes'], ['at', 'Once']];

// Resolves with the fields of a request, or nothing.
export function editJob(job, zone) {
  const form = {
    name: job?.name || '', message: job?.message || '', kind: job?.schedule.kind || 'cron',
    expr: job?.schedule.expr || '0 9 * * *', tz: job?.schedule.tz || zone,
    minutes: job?.schedule.everyMs ? job.schedule.everyMs / MINUTE_MS : 60,
    at: local(job?.schedule.atMs || Date.now() + 60 * MINUTE_MS),
  };
  let preview = null;
  let timer = 0;
  let looks = 0;
  return dialog(job ? 'Edit job' : 'Add a job', (close, draw) => {
    const look = async () => {
      looks += 1;
      const mine = looks;
      const answer = await post('/api/cron/preview', { schedule: scheduleOf(form), count: 5 })
        .catch(error => ({ trouble: error.message }));
      if (mine !== looks) return; // It is about what was typed before.
      preview = answer;
      draw();
    };
    const set = name => event => {
      form[name] = event.target.value;
      clearTimeout(timer);
      timer = setTimeout(look, PREVIEW_MS);
      draw();
    };
    if (!preview) {
      preview = {};
      look();
    }
    return html`<form @submit=${event => {
      event.preventDefault();
      close({ name: form.name, message: form.message, schedule: scheduleOf(form) });
    }}>
      <h2>${job ? 'Edit job' : 'Add a job'}</h2>
      <label>Name<input required maxlength="100" .value=${form.name} @input=${set('name')}></label>
      <label>What the agent is told<textarea required rows="3" .value=${form.message}
        @input=${set('message')}></textarea></label>
      <label>When<select @change=${set('kind')}>${KINDS.map(([kind, name]) => html`<option value=${kind}
        ?selected=${kind === form.kind}>${name}</option>`)}</select></label>
      ${fields(form, set)}
      ${shownPreview(preview, scheduleOf(form))}
      <div class="row end"><button type="button" @click=${() => close(undefined)}>Cancel</button>
        <button class="primary" ?disabled=${Boolean(preview.trouble)}>Save</button></div></form>`;
  });
}

// What a field cannot read yet, as “1e”, it says to be empty: `live` leaves it as it is typed.
function fields(form, set) {
  if (form.kind === 'every') {
    return html`<label>Minutes<input type="number" min="1" required .value=${live(form.minutes)}
      @input=${set('minutes')}></label>`;
  }
  if (form.kind === 'at') {
    return html`<label>At<input type="datetime-local" required .value=${live(form.at)}
      @input=${set('at')}></label>`;
  }
  return html`<label>Cron: minute, hour, day, month, day of the week
      <input class="mono" required .value=${form.expr} @input=${set('expr')}></label>
    <label>Time zone<input required .value=${form.tz} @input=${set('tz')}></label>`;
}

function scheduleOf(form) {
  if (form.kind === 'every') return { kind: 'every', everyMs: Math.round(form.minutes * MINUTE_MS) };
  if (form.kind === 'at') return { kind: 'at', atMs: new Date(form.at).getTime() };
  return { kind: 'cron', expr: form.expr.trim(), tz: form.tz.trim() };
}

function shownPreview(preview, schedule) {
  if (preview.trouble) return html`<p class="failed" role="status">${preview.trouble}</p>`;
  if (!preview.times) return nothing;
  const format = new Intl.DateTimeFormat(undefined, { timeZone: preview.zone, weekday: 'short',
    day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit',
    timeZoneName: 'short' });
  return html`<div class="meta" role="status"><p>${inWords({ schedule, words: preview.words })}. Next:</p>
    <ul>${preview.times.map(time => html`<li>${format.format(new Date(time))}</li>`)}</ul></div>`;
}

// A time as the field for it writes it.
function local(ms) {
  const at = new Date(ms);
  return new Date(ms - at.getTimezoneOffset() * MINUTE_MS).toISOString().slice(0, 16);
}
