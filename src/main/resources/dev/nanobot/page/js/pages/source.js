// What a page shows of the gateway, asked for again from time to time while somebody looks.
import { html, nothing } from '../lit.js';
import { changed } from '../state.js';

const EVERY_MS = 4_000;

// `ask(key)` brings the data; another key is other data.
export function source(ask, everyMs = EVERY_MS) {
  let key;
  let isBusy = false;
  const me = { data: null, trouble: '', at: 0 };
  me.again = async () => {
    const asked = key;
    isBusy = true;
    try {
      const data = await ask(asked);
      if (asked !== key) return;
      Object.assign(me, { data, trouble: '', at: Date.now() });
    } catch (error) {
      // While the gateway is away its mark in the head says so, and what was shown stays.
      if (asked === key && !error.isUnreached) me.trouble = error.message;
    } finally {
      me.triedAt = Date.now();
      isBusy = false;
      changed();
    }
  };
  // Called at each drawing.
  me.of = wanted => {
    if (key !== wanted) {
      key = wanted;
      Object.assign(me, { data: null, trouble: '', at: 0 });
      me.again();
    } else if (!isBusy && !document.hidden && Date.now() - me.triedAt > everyMs) me.again();
    return me;
  };
  return me;
}

// The page's head line, and what there is of the data.
export function shown(one, summary, content) {
  if (one.trouble) return html`<p class="failed" role="alert">${one.trouble}</p>`;
  if (!one.data) return html`<p class="meta">Loading …</p>`;
  const seconds = Math.round((Date.now() - one.at) / 1_000);
  return html`<p class="summary"><span>${summary(one.data)}</span><span class="meta">${
    seconds < 2 ? 'Updated now' : `Updated ${seconds} s ago`}</span></p>
    ${content(one.data) ?? nothing}`;
}
