// Files that go with the next message: each is handed over at once, with its progress.
import { html, nothing } from '../lit.js';
import { changed } from '../state.js';
import { icon, iconButton, notice } from '../ui.js';

const BYTES_MAX = 20 * 1024 * 1024;
const FILES_MAX = 10;

const lists = new Map(); // session key -> files
const listOf = key => lists.get(key) || [];

export const hasBusyFiles = key => listOf(key).some(one => one.state === 'sending');
export const takenFiles = key => listOf(key).filter(one => one.state === 'sent');

export function clearFiles(key) {
  lists.delete(key);
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
    upload(key, one, file);
  }
  lists.set(key, list);
  changed();
}
attach.isPossible = false; // until the gateway takes files

// Only this old way tells how much is sent.
function upload(key, one, file) {
  const request = new XMLHttpRequest();
  one.request = request;
  request.open('POST', `/api/media?name=${encodeURIComponent(one.name)}`);
  request.setRequestHeader('X-Nanobot', '1');
  request.setRequestHeader('Content-Type', file.type || 'application/octet-stream');
  request.upload.onprogress = event => {
    one.sent = event.loaded;
    changed();
  };
  request.onload = () => {
    const answer = JSON.parse(request.responseText || '{}');
    if (request.status < 300) Object.assign(one, { state: 'sent', ...answer });
    else fail(key, one, answer.error?.message || `The gateway answered ${request.status}.`);
    changed();
  };
  request.onerror = () => fail(key, one, 'The gateway does not answer.');
  request.send(file);
}

function fail(key, one, why) {
  remove(key, one);
  notice(`${one.name} was not taken: ${why}`, { isError: true });
}

function remove(key, one) {
  one.request?.abort();
  lists.set(key, listOf(key).filter(other => other !== one));
  changed();
}

const size = bytes =>
  bytes < 1024 * 1024 ? `${Math.ceil(bytes / 1024)} kB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;

export function attachments(key) {
  const list = listOf(key);
  if (!list.length) return nothing;
  return html`<ul class="files" aria-label="Files">${list.map(one => html`<li tabindex="0"
    @keydown=${event => {
      if (event.key === 'Delete' || event.key === 'Backspace') remove(key, one);
    }}>${icon('file-text')}<span>${one.name}</span><span class="meta">${
      one.state === 'sent' ? size(one.size) :
        `${Math.round((100 * one.sent) / Math.max(one.size, 1))} % of ${size(one.size)}`}</span>
    ${iconButton('x', `Remove ${one.name}`, () => remove(key, one), { class: 'tiny' })}</li>`)}</ul>`;
}
