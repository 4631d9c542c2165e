// Which page an address names. Each is loaded when it is first looked at.
import { html } from '../lit.js';
import { changed } from '../state.js';

const PAGES = {
};

export const titleOf = route => PAGES[route.page]?.title || 'Not found';

export function pageOf(route) {
  return html`<div class="page"><p>There is no such page.</p></div>`;
}
