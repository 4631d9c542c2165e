// What the agent remembers: documents that can be edited, with their history. A save that meets
// another one shows both.
import { html, live, nothing } from '../lit.js';
import { get, part, post, put } from '../http.js';
import { nodes } from '../markdown.js';
import { changed, state } from '../state.js';
import { ago, atExact } from '../time.js';
import { icon, notice, noticeOf } from '../ui.js';
import { diff, merge } from './diff.js';
import { shown, source } from './source.js';
import { table } from './table.js';

const MAIN = 'MEMORY.md';
const list = source(() => get('/api/memory'));
const history = source(name => get(`/api/memory/${part(name)}/versions`), 10_000);

let editor = null; // {name, text, version, upto, saved, conflict, compared}
let isPreview = false;

export function page(rest) {
  const name = rest || MAIN;
  if (editor?.name !== name || isOld(name)) open(name);
  return html`<div class="two">
    <div>${shown(list.of('all'), ({ documents }) =>
      `${documents.length} ${documents.length === 1 ? 'document' : 'documents'}`, ({ documents }) =>
      table('Documents', DOCUMENTS, withMain(documents), one => one.name))}</div>
    <div>${editor?.text === undefined ? html`<p class="meta">Loading …</p>` :
      editor.conflict ? conflict(editor) : edit(editor)}</div>
  </div>`;
}

// Somebody else's version is shown, unless one would lose what one has typed.
function isOld(name) {
  if (editor.text === undefined || editor.text !== editor.saved || editor.conflict) return false;
  const isVisit = editor.visit !== state.visit;
  const newest = list.data?.documents.find(one => one.name === name);
  editor.visit = state.visit;
  return isVisit || (newest !== undefined && newest.version > editor.version);
}

const withMain = documents => (documents.some(one => one.name === MAIN) ? documents :
  [{ name: MAIN, version: 0, at: '', chars: 0 }, ...documents]);

const DOCUMENTS = [
  { name: 'Document', kind: 'subject', of: one => html`<a href="#/memory/${part(one.name)}"
    aria-current=${editor?.name === one.name ? 'true' : nothing}>${one.name}</a>` },
  { name: 'Version', kind: 'number', of: one => one.version },
  { name: 'Changed', kind: 'number', of: one => (one.at ? html`<time datetime=${one.at} title=${
    atExact(one.at)}>${ago(one.at)}</time>` : '—') },
];

async function open(name) {
  const { visit } = state;
  editor = { name, visit };
  try {
    const document = await get(`/api/memory/${part(name)}`);
    if (editor.name === name) editor = { ...document, saved: document.text, visit };
  } catch (error) {
    noticeOf(error);
  }
  changed();
}

function edit(one) {
  const isChanged = one.text !== one.saved;
  return html`<section class="panel editor" aria-label="Editor">
    <div class="row"><h2>${one.name}</h2><span class="meta">version ${one.version}${
      isChanged ? ' · changed' : ''}</span>
      <label class="inline end"><input type="checkbox" .checked=${isPreview} @change=${event => {
        isPreview = event.target.checked;
        changed();
      }}>Preview</label></div>
    ${isPreview ? html`<div class="preview">${nodes(one.text)}</div>` : html`<textarea
      aria-label="Text of ${one.name}" rows="18" .value=${live(one.text)} @input=${event => {
        one.text = event.target.value;
        changed();
      }} @keydown=${event => {
        if (event.key === 's' && (event.ctrlKey || event.metaKey)) {
          event.preventDefault();
          save(one);
        }
      }}></textarea>`}
    <div class="row end">
      <button type="button" ?disabled=${!isChanged} @click=${() => open(one.name)}>Take back my changes</button>
      <button type="button" class="primary" ?disabled=${!isChanged} @click=${() => save(one)}>Save</button>
    </div></section>
    <h2>History</h2>${shown(history.of(one.name), () => 'Newest first', ({ versions }) =>
      table('Versions', versionColumns(one), versions, version => version.version))}
    ${one.compared ? compared(one) : nothing}`;
}

function taken(document) {
  editor = { ...document, saved: document.text, visit: state.visit };
  list.again();
  history.again();
  changed();
}

async function save(one, version = one.version, upto = one.upto) {
  try {
    taken(await put(`/api/memory/${part(one.name)}`, { text: one.text, version, upto }));
    notice(`${one.name} is saved.`, { action: version ? { label: 'Undo', run: () =>
      restore(one.name, version) } : undefined });
  } catch (error) {
    if (error.code !== 'conflict') return noticeOf(error);
    const { mine, theirs, base } = error.body;
    one.conflict = { mine, theirs, merged: base === null ? theirs.text : merge(base, mine, theirs.text) };
    changed();
  }
}

async function restore(name, version) {
  try {
    taken(await post(`/api/memory/${part(name)}/restore`, { version }));
    notice(`Version ${version} is back.`);
  } catch (error) {
    noticeOf(error);
  }
}

function conflict(one) {
  const { mine, theirs, merged } = one.conflict;
  const keep = text => {
    one.text = text;
    one.conflict = null;
    save(one, theirs.version, theirs.upto);
  };
  return html`<section class="panel editor" aria-label="Two changes">
    <h2>${icon('triangle-alert')}${one.name} was saved by somebody else meanwhile</h2>
    <p class="text-2">What differs: lines with − are only in theirs, lines with + only in yours.</p>
    ${lines(diff(theirs.text, mine))}
    <label>Both together; change it as you like
      <textarea rows="10" .value=${live(merged)} @input=${event => {
        one.conflict.merged = event.target.value;
      }}></textarea></label>
    <div class="row end">
      <button type="button" @click=${() => taken(theirs)}>Take theirs</button>
      <button type="button" @click=${() => keep(mine)}>Keep mine</button>
      <button type="button" class="primary" @click=${() => keep(one.conflict.merged)}>Save both together</button>
    </div></section>`;
}

const MARKS = { same: ' ', less: '−', more: '+' };

const lines = steps => html`<pre class="diff" tabindex="0" role="region" aria-label="Differences">${
  steps.map(({ kind, line }) => html`<span class=${kind}>${MARKS[kind]} ${line}
</span>`)}</pre>`;

const versionColumns = one => [
  { name: 'Version', kind: 'subject', of: version => version.version },
  { name: 'By', of: version => version.author || '—' },
  { name: 'Characters', kind: 'number', of: version => version.chars },
  { name: 'At', kind: 'number', of: version => html`<time datetime=${version.at} title=${
    atExact(version.at)}>${ago(version.at)}</time>` },
  { name: '', kind: 'acts-cell', of: version => html`
    <button type="button" class="small quiet" @click=${() => compare(one, version.version)}>Compare</button>
    ${version.version === one.version ? nothing : html`<button type="button" class="small quiet" @click=${() =>
      restore(one.name, version.version)}>${icon('undo-2')}Restore</button>`}` },
];

async function compare(one, version) {
  try {
    const { text } = await get(`/api/memory/${part(one.name)}/versions/${version}`);
    one.compared = { version, text };
  } catch (error) {
    noticeOf(error);
  }
  changed();
}

const compared = one => html`<h2>From version ${one.compared.version} to what is above</h2>
  ${lines(diff(one.compared.text, one.text))}`;
