// The fields of settings: what one types, what it means, and what is wrong with it.
import { html, live, nothing } from '../lit.js';
import { icon } from '../ui.js';

// What a setting is called where a page has one of each.
export const idOf = path => `set-${path.replace(/[^A-Za-z0-9]/g, '-')}`;

const count = new Intl.NumberFormat();
const isSame = (one, other) => JSON.stringify(one) === JSON.stringify(other);

export const needsRestart = field => !isSame(field.value, field.inForce);

// Numbers as one types them: “0.” is on its way to 0.5, and is not drawn as 0 under the hand.
const asTyped = new Map(); // by path

function shownNumber(path, value) {
  const last = asTyped.get(path);
  return last !== undefined && isSame(number(last), value) ? last : String(value);
}

// `form` has `edits`, a map of values by path, `errors`, and `touch()`.
export function setting(field, form) {
  const { path } = field;
  const isChanged = form.edits.has(path);
  const value = !isChanged ? field.value : form.edits.get(path) ?? field.default;
  const error = form.errors.get(path);
  const id = idOf(path);
  const set = next => {
    if (isSame(next, field.value)) form.edits.delete(path);
    else form.edits.set(path, next);
    form.errors.delete(path);
    form.touch();
  };
  return html`<div class="setting ${isChanged ? 'changed' : ''}">
    <div class="row"><label for=${id}>${field.name}</label>${marks(field, isChanged)}</div>
    <div class="row field">${control(field, id, value, error, set)}
      ${field.unit ? html`<span class="text-2">${field.unit}</span>` : nothing}
      ${field.isWritten && !field.fixedBy && !(isChanged && form.edits.get(path) === null) ? html`<button
        type="button" class="small quiet" @click=${() => {
          form.edits.set(path, null);
          form.errors.delete(path);
          form.touch();
        }}>${icon('undo-2')}Default<span class="unseen"> of ${field.name}</span></button>` : nothing}</div>
    <p class="meta" id="${id}-help">${help(field)}</p>
    <p class="failed small-text" id="${id}-error">${error || nothing}</p>
  </div>`;
}

function marks(field, isChanged) {
  return html`${isChanged ? html`<span class="badge accent">Changed</span>` : nothing}
    ${needsRestart(field) ? html`<span class="badge warn">Needs a restart</span>` : nothing}
    ${field.fixedBy ? html`<span class="badge">Set by <code class="wrap">${
      field.fixedBy}</code></span>` : nothing}`;
}

function help(field) {
  const range = field.max ? `${count.format(field.min)} to ${count.format(field.max)}` : '';
  const usual = field.default === '' ? '' : `Default: ${shownValue(field.default)}`;
  const parts = [field.help, [usual, range].filter(Boolean).join('; ')];
  if (parts[1]) parts[1] += '.';
  if (needsRestart(field)) parts.push(`In force: ${shownValue(field.inForce)}.`);
  return parts.filter(Boolean).join(' ');
}

function shownValue(value) {
  if (value === true) return 'on';
  if (value === false) return 'off';
  if (Array.isArray(value)) return value.join(', ') || 'none';
  if (typeof value === 'number') return count.format(value);
  return value === '' ? 'empty' : String(value);
}

function control(field, id, value, error, set) {
  const common = { id, described: `${id}-help ${id}-error`, isFixed: Boolean(field.fixedBy),
    invalid: error ? 'true' : nothing };
  switch (field.kind) {
    case 'flag': return html`<input type="checkbox" role="switch" id=${id} .checked=${live(Boolean(value))}
      ?disabled=${common.isFixed} aria-describedby=${common.described} aria-invalid=${common.invalid}
      @change=${event => set(event.target.checked)}>`;
    case 'choice': return html`<select id=${id} ?disabled=${common.isFixed} aria-describedby=${common.described}
      aria-invalid=${common.invalid} @change=${event => set(event.target.value)}>${
        [...new Set([...field.choices, value])].map(one => html`<option value=${one}
          ?selected=${one === value}>${one || 'the model’s own'}</option>`)}</select>`;
    case 'whole':
    case 'number': return text(common, shownNumber(field.path, value), 'decimal', typed => {
      asTyped.set(field.path, typed);
      set(number(typed));
    }, 'short');
    case 'list': return text(common, Array.isArray(value) ? value.join(', ') : value, 'text', typed =>
      set(typed.split(',').map(one => one.trim()).filter(Boolean)));
    default: return text(common, value, 'text', set);
  }
}

const text = (common, value, mode, set, size = '') => html`<input type="text" id=${common.id} class=${size}
  inputmode=${mode} autocomplete="off" spellcheck="false" .value=${value} ?disabled=${common.isFixed}
  aria-describedby=${common.described} aria-invalid=${common.invalid}
  @input=${event => set(event.target.value)}>`;

// What is no number goes to the gateway as it is: it says what it expects.
function number(typed) {
  const plain = typed.trim().replace(/^\+/, '');
  return plain !== '' && Number.isFinite(Number(plain)) ? Number(plain) : typed;
}
