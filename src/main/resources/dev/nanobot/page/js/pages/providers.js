// Keys of providers: written, replaced and removed, never shown.
import { html, live, nothing } from '../lit.js';
import { icon } from '../ui.js';

const STATES = { set: ['ok', 'check', 'Set'], environment: ['ok', 'check', 'From the environment'],
  none: ['', 'x', 'Not set'] };

let chosen = '';

export const keyPath = name => `providers.${name}.apiKey`;

// `form` has `keys`, a map by provider: a text, or null to remove one.
export function keys(providers, form) {
  const shown = providers.filter(one => one.key !== 'none' || form.keys.has(one.name));
  const others = providers.filter(one => one.needsKey && !shown.includes(one));
  return html`<fieldset class="panel settings"><legend>Keys of providers</legend>
    <p class="text-2">A key is never shown again. It stands in the file, for its owner alone.</p>
    ${shown.map(one => row(one, form))}
    ${others.length ? html`<div class="setting"><div class="row"><label for="add-key">Add a key for</label></div>
      <div class="row field"><select id="add-key" .value=${live(chosen)} @change=${event => {
        chosen = event.target.value;
        form.touch();
      }}><option value="">Choose a provider</option>${others.map(one => html`<option value=${one.name}>${
        one.name}</option>`)}</select>
      <button type="button" ?disabled=${!chosen} @click=${() => {
        form.keys.set(chosen, '');
        chosen = '';
        form.touch();
      }}>${icon('plus')}Add</button></div></div>` : nothing}
  </fieldset>`;
}

function row(one, form) {
  const [kind, drawing, word] = STATES[one.key];
  const id = `key-${one.name}`;
  const isEdited = form.keys.has(one.name);
  const isRemoved = isEdited && form.keys.get(one.name) === null;
  const error = form.errors.get(keyPath(one.name));
  const set = value => {
    form.keys.set(one.name, value);
    form.errors.delete(keyPath(one.name));
    form.touch();
  };
  return html`<div class="setting ${isEdited ? 'changed' : ''}">
    <div class="row"><label for=${id}>${one.name}</label>
      <span class="mark ${kind}">${icon(drawing)}${word}</span>
      ${isEdited ? html`<span class="badge accent">${
        isRemoved ? 'Removed when saved' : 'Changed'}</span>` : nothing}</div>
    <div class="row field">
      ${isEdited && !isRemoved ? html`<input type="password" id=${id} autocomplete="off" .value=${
        live(form.keys.get(one.name))} placeholder="Paste the key" aria-describedby="${id}-error"
        aria-invalid=${error ? 'true' : nothing} @input=${event => set(event.target.value)}>` :
      html`<input type="password" id=${id} disabled placeholder=${
        one.key === 'none' ? 'No key' : '••••••••'}>`}
      ${isEdited ? html`<button type="button" class="small" @click=${() => {
        form.keys.delete(one.name);
        form.touch();
      }}>Keep it as it is</button>` : html`
      <button type="button" class="small" @click=${() => set('')}>Replace<span class="unseen"> the key of ${
        one.name}</span></button>
      ${one.key === 'set' ? html`<button type="button" class="small" @click=${() => set(null)}>Remove<span
        class="unseen"> the key of ${one.name}</span></button>` : nothing}`}</div>
    <p class="failed small-text" id="${id}-error">${error || nothing}</p></div>`;
}
