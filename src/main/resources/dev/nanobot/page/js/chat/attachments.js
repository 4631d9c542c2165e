// Files that go with the next message: each is handed over at once, one after the other, with its
// progress.
import { html, nothing, repeat } from '../lit.js';
import { keep, kept } from '../kept.js';
import { changed } from '../state.js';
import { failure, part, reach } from '../http.js';
import { announce, icon, iconButton, notice } from '../ui.js';
import { address, isImage, size } from './media.js';

const BYTES_MAX = 20 * 1024 * 1024;
const FILES_MAX = 10;

export const LIMITS = `at most ${FILES_MAX}, of ${size(BYTES_MAX)} each`;

const lists = new Map(); // session key -> files
let last = Promise.resolve(); // the end of what is being handed over
const NAME = key => `files.${key}`;

function listOf(key) {
  if (!lists.has(key)) lists.set(key, keptFiles(key));
  return lists.get(key);
}

// What was handed over and not sent, before the page was loaded: the gateway has it for a day.
function keptFiles(key) {
  const files = kept(NAME(key), []);
  for (const one of files) isThere(one).then(is => is || lose(key, one), () => {});
  return files;
}

async function isThere(one) {
  const headers = { 'If-None-Match': `"${one.id}"` }; // It is not read once more.
  return (await reach(address(one), { headers })).status !== 404;
}

function lose(key, one) {
  remove(key, one);
  notice(`${one.name} waited too long and is gone: attach it again.`, { isError: true });
}

function write(key, files) {
  lists.set(key, files);
  const sent = files.filter(one => one.state === 'sent').map(({ request, ...one }) => one);
  keep(NAME(key), sent.length ? sent : undefined);
  changed();
}

export const hasBusyFiles = key => listOf(key).some(one => one.state === 'sending');
export const takenFiles = key => listOf(key).filter(one => one.state === 'sent');

export function clearFiles(key) {
  for (const one of listOf(key)) one.request?.abort();
  write(key, []);
}

export function attach(key, files) {
  const list = [...listOf(key)];
  for (const file of files) {
    if (list.length >= FILES_MAX) {
      notice(`A message has at most ${FILES_MAX} files.`, { isError: true });
      break;
    }
    if (file.size > BYTES_MAX) {
      notice(`${file.name} is ${size(file.size)}: a file has at most ${size(BYTES_MAX)}.`,
        { isError: true });
      continue;
    }
    const one = { name: file.name || 'image', size: file.size, state: 'sending', sent: 0 };
    list.push(one);
    last = last.then(() => upload(key, one, file));
  }
  write(key, list);
}

// Attaches what a message of this chat has, which another message is to stand in for.
export function attachSaid(key, media) {
  clearFiles(key);
  write(key, media.map(one => ({ id: one.id, name: one.name, size: one.bytes,
    isImage: isImage(one), state: 'sent' })));
}

// Attaches what was sent before once more: a file goes with one message only.
export async function attachAgain(key, media) {
  for (const one of media) {
    const response = await reach(address(one));
    if (!response.ok) throw await failure(response);
    attach(key, [new File([await response.blob()], one.name, { type: one.type })]);
  }
}

// Only this old way tells how much is sent.
function upload(key, one, file) {
  if (!listOf(key).includes(one)) return Promise.resolve(); // It was removed meanwhile.
  const request = new XMLHttpRequest();
  one.request = request;
  request.open('POST', `/api/media?name=${part(one.name)}`);
  request.setRequestHeader('X-Nanobot', '1');
  request.setRequestHeader('Content-Type', file.type || 'application/octet-stream');
  request.upload.onprogress = event => {
    one.sent = event.loaded;
    changed();
  };
  return new Promise(resolve => {
    request.onload = () => {
      const answer = JSON.parse(request.responseText || '{}');
      if (request.status < 300) taken(key, one, answer);
      else fail(key, one, answer.error?.message || `The gateway answered ${request.status}.`);
    };
    request.onerror = () => fail(key, one, 'The gateway does not answer, or the file changed.');
    request.onloadend = resolve;
    request.send(file);
  });
}

function taken(key, one, answer) {
  Object.assign(one, { state: 'sent', ...answer });
  announce(`${one.name} is attached`);
  write(key, listOf(key));
}

function fail(key, one, why) {
  remove(key, one);
  notice(`${one.name} was not taken: ${why}`, { isError: true });
}

function remove(key, one) {
  one.request?.abort();
  write(key, listOf(key).filter(other => other !== one));
}

// The focus goes on to the next file, or back to the text.
function taking(event, key, one) {
  const item = event.target.closest('li');
  const next = item.nextElementSibling || item.previousElementSibling ||
    item.closest('form').querySelector('textarea');
  next.focus();
  remove(key, one);
  announce(`${one.name} is removed`);
}

export function attachments(key) {
  const list = listOf(key);
  if (!list.length) return nothing;
  return html`<ul class="files" aria-label="Files">${repeat(list, one => one, one => html`<li
    tabindex="0" aria-label="${one.name}, ${stateOf(one)}. Delete removes it." @keydown=${event => {
      if (event.key !== 'Delete' && event.key !== 'Backspace') return;
      event.preventDefault();
      taking(event, key, one);
    }}>${one.isImage ? html`<img src=${address(one)} alt="">` : icon('file-text')}<span
    dir="auto">${one.name}</span><span class="meta">${stateOf(one)}</span>
    ${iconButton('x', `Remove ${one.name}`, event => taking(event, key, one), { class: 'tiny' })}
  </li>`)}</ul>`;
}

const stateOf = one => one.state === 'sent' ? size(one.size) :
  `${Math.min(100, Math.round((100 * one.sent) / Math.max(one.size, 1)))} % of ${size(one.size)}`;
