// What this device does, and the settings of the gateway that are safe to change from here.
import { html, nothing } from '../lit.js';
import { config, isModelWanting, loadConfig, restart, take } from '../config.js';
import { patch, post } from '../http.js';
import { forget } from '../kept.js';
import { changed, state } from '../state.js';
import { chooseTheme, theme } from '../theming.js';
import { announce, icon, notice, noticeOf } from '../ui.js';
import { idOf, needsRestart, setting } from './fields.js';
import { keys } from './providers.js';
import { table } from './table.js';

const THEMES = [['system', 'As the system', 'monitor'], ['light', 'Light', 'sun'], ['dark', 'Dark', 'moon']];

const form = { edits: new Map(), keys: new Map(), errors: new Map(), touch: changed };
let isBusy = false;
let trouble = '';
let conflict = null; // what the gateway says now, when it is not what one has edited
let visited = 0;

export function page() {
  if (visited !== state.visit) {
    visited = state.visit;
    look();
  }
  return html`
    <h2>This device</h2>
    <fieldset class="panel row"><legend class="unseen">Theme</legend>${THEMES.map(([name, label, drawing]) => html`
      <label class="choice"><input type="radio" name="theme" ?checked=${theme() === name} @change=${() =>
        chooseTheme(name)}>${icon(drawing)}${label}</label>`)}</fieldset>
    <div class="row"><button type="button" @click=${signOut}>${
      icon('log-out')}Sign out on this device</button></div>
    <h2>The gateway</h2>
    ${config.data ? gateway(config.data) : html`<p class="meta">${trouble || 'Loading …'}</p>`}`;
}

// What one has typed stays: a save against an older file says so.
async function look() {
  if (config.data && count()) return;
  try {
    await loadConfig();
    trouble = '';
  } catch (error) {
    trouble = error.message;
    changed();
  }
}

const count = () => form.edits.size + [...form.keys.values()].filter(key => key !== '').length;

function gateway(data) {
  const groups = new Map();
  for (const field of data.fields) groups.set(field.group, [...(groups.get(field.group) || []), field]);
  return html`<form id="settings-form" class="settings-form" novalidate @submit=${event => {
    event.preventDefault();
    save();
  }}>
    <p class="text-2">Kept in <code class="wrap">${data.file}</code>. A change takes effect when the gateway
      restarts: work that runs goes on afterwards.</p>
    ${data.isPending && data.trouble ? html`<p class="panel failed" role="alert">The last restart went back to
      what was in force: ${data.trouble}</p>` : nothing}
    ${data.problems.length ? html`<div class="panel failed" role="alert">The file has problems, and the gateway
      would not start with it:<ul>${data.problems.map(one =>
        html`<li>${sentence(one)}</li>`)}</ul></div>` : nothing}
    ${isModelWanting() ? html`<p class="panel">No language model is set up yet. <a href="#/setup">Set one
      up</a></p>` : nothing}
    ${conflict ? shownConflict() : nothing}
    ${[...groups].map(([name, fields]) => html`<fieldset class="panel settings"><legend>${name}</legend>
      <div class="columns">${fields.map(field => setting(field, form))}</div></fieldset>`)}
    ${keys(data.providers, form)}
    <div class="panel"><h3>Only in the file</h3><p class="text-2">What could let somebody reach more of this
      machine or network is not changed from a browser: where commands run and what they may do, network ranges,
      folders, where the gateway listens and its names, addresses and headers of providers, whose memory is
      shared, channels, prices and presets. Edit the file, then restart.</p></div>
    <details class="card"><summary>${icon('file-text')}<span class="what">All that is in force</span></summary>
      <div class="inside">${table('Configuration', COLUMNS, flat(data.settings, ''), one =>
        one.path)}</div></details>
  </form>`;
}

// What stays in sight below the page.
export const foot = () => (config.data ? bar(config.data) : nothing);

const sentence = one => (one.path ? `${nameOf(one.path)}: ${one.text}` : one.text);

function nameOf(path) {
  const field = config.data.fields.find(one => one.path === path);
  return field ? `${field.group}, ${field.name}` : path;
}

function bar(data) {
  const changes = count();
  const others = [...form.errors].filter(([path]) => !document.getElementById(idOf(path)) &&
    !path.startsWith('providers.'));
  const waiting = data.fields.filter(needsRestart).map(field => field.name);
  return html`<div class="save-bar" role="group" aria-label="Save and restart">
    <div class="told">${form.errors.size ? html`<p class="failed" role="alert">${form.errors.size === 1 ?
      'One value cannot be saved.' : `${form.errors.size} values cannot be saved.`} ${others.map(([path, text]) =>
      sentence({ path, text })).join(' ')}</p>` : changes ? html`<p>${changes === 1 ? 'One change' :
      `${changes} changes`}, not saved yet.</p>` : config.isRestarting ? html`<p><span class="ring"
        aria-hidden="true"></span> Restarting …</p>` : data.isPending ? html`<p>Saved, in force after a restart${
      waiting.length ? `: ${waiting.join(', ')}` : ''}.</p>` :
      html`<p class="meta">All that is saved is in force.</p>`}
      ${data.noRestart && data.isPending ? html`<p class="meta">${data.noRestart}</p>` : nothing}</div>
    <div class="row end">
      ${changes ? html`<button type="button" @click=${drop}>Take back my changes</button>
        <button type="button" ?disabled=${isBusy} @click=${check}>Check</button>
        <button class="primary" form="settings-form" ?disabled=${isBusy}>Save</button>` : html`
        ${data.canUndo ? html`<button type="button" ?disabled=${isBusy || config.isRestarting} @click=${undo}>${
          icon('undo-2')}Undo last change</button>` : nothing}
        <button type="button" class=${data.isPending ? 'primary' : ''} ?disabled=${isBusy || config.isRestarting ||
          Boolean(data.noRestart)} @click=${again}>${icon('rotate-ccw')}Restart now</button>`}
    </div></div>`;
}

function shownConflict() {
  const mine = [...form.edits].map(([path, value]) => ({ path, value,
    theirs: conflict.fields.find(one => one.path === path)?.value }));
  return html`<section class="panel" role="alert" aria-label="The file was changed meanwhile">
    <h3>${icon('triangle-alert')} The file was changed meanwhile</h3>
    ${mine.length ? table('Differences', DIFFERENCES, mine, one => one.path) : nothing}
    <div class="row end"><button type="button" @click=${() => {
      take(conflict);
      drop();
    }}>Take theirs</button>
    <button type="button" class="primary" @click=${() => {
      take(conflict);
      conflict = null;
      save();
    }}>Save mine over it</button></div></section>`;
}

const DIFFERENCES = [
  { name: 'Setting', kind: 'subject', of: one => nameOf(one.path) },
  { name: 'In the file now', of: one => html`<code class="wrap">${JSON.stringify(one.theirs)}</code>` },
  { name: 'Yours', of: one => html`<code class="wrap">${one.value === null ? 'the default' :
    JSON.stringify(one.value)}</code>` },
];

function drop() {
  form.edits.clear();
  form.keys.clear();
  form.errors.clear();
  conflict = null;
  look();
  changed();
}

const edit = () => ({ values: Object.fromEntries(form.edits),
  keys: Object.fromEntries([...form.keys].filter(([, key]) => key !== '')) });

// What one has typed since it was sent is not saved yet.
function settle(now, sent) {
  for (const [name, value] of sent) if (now.get(name) === value) now.delete(name);
}

// Does something with the gateway, one thing at a time, and shows what is wrong where it is wrong.
async function tried(deed) {
  if (isBusy) return undefined;
  isBusy = true;
  changed();
  try {
    return await deed();
  } catch (error) {
    if (error.code === 'invalid_settings') show(error.body.problems);
    else if (error.code === 'conflict') conflict = error.body.now;
    else noticeOf(error);
    return undefined;
  } finally {
    isBusy = false;
    changed();
  }
}

function show(problems) {
  form.errors = new Map(problems.map(({ path, text }) => [path, text]));
  changed();
  requestAnimationFrame(() => requestAnimationFrame(() =>
    document.querySelector('.settings-form [aria-invalid="true"]')?.focus()));
}

const check = () => tried(async () => {
  const { problems } = await post('/api/settings/check', edit());
  if (problems.length) show(problems);
  else notice('Nothing is wrong with it.');
});

const save = () => tried(async () => {
  if (!count()) return;
  const [edits, keys] = [new Map(form.edits), new Map(form.keys)];
  take(await patch('/api/settings', { revision: config.data.revision, ...edit() }));
  settle(form.edits, edits);
  settle(form.keys, keys);
  form.errors.clear();
  conflict = null;
  announce('Saved. It takes effect after a restart.');
});

const undo = () => tried(async () => {
  take(await post('/api/settings/undo', { revision: config.data.revision }));
  notice('The last change is taken back.');
});

const again = () => tried(async () => {
  const data = await restart();
  if (!data.trouble) notice('The gateway is back, with what is saved.');
});

async function signOut() {
  try {
    await post('/api/logout');
    forget();
    location.reload();
  } catch (error) {
    noticeOf(error);
  }
}

// Every value with its path.
function flat(value, path) {
  if (value === null || typeof value !== 'object') return [{ path, value: String(value ?? '') }];
  if (Array.isArray(value)) return [{ path, value: value.map(String).join(', ') }];
  return Object.entries(value).flatMap(([name, inner]) => flat(inner, path ? `${path}.${name}` : name));
}

const COLUMNS = [
  { name: 'Key', kind: 'subject', of: one => html`<code class="wrap">${one.path}</code>` },
  { name: 'Value', of: one => (one.value === '' ? '—' : html`<code class="wrap">${one.value}</code>`) },
];
