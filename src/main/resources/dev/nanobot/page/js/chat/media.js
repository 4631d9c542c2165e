// Files that were said, as they look in a message: images themselves, the rest as links.
import { html, nothing } from '../lit.js';
import { part } from '../http.js';
import { icon } from '../ui.js';

const IMAGES = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);

export const isImage = one => IMAGES.has(one.type);

export const address = one => `/api/media/${part(one.id)}`;

export const size = bytes =>
  bytes < 1024 * 1024 ? `${Math.ceil(bytes / 1024)} kB` : `${Math.ceil((10 * bytes) / 1024 / 1024) / 10} MB`;

export function media(list) {
  if (!list?.length) return nothing;
  return html`<ul class="media" aria-label="Files">${list.map(one => html`<li>${
    isImage(one) ? image(one) : file(one)}</li>`)}</ul>`;
}

const image = one => html`<a class="picture" href=${address(one)} target="_blank" rel="noopener"
  title=${one.name}><img src=${address(one)} alt=${one.name} loading="lazy"></a>`;

const file = one => html`<a class="file" href=${address(one)} download=${one.name}>${
  icon('file-text')}<span dir="auto">${one.name}</span><span class="meta">${size(one.bytes)}</span></a>`;

// The same in a line of its own, where there is no room.
export const named = list => (list || []).map(one => one.name).join(', ');
