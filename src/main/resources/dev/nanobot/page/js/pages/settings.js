// What this device does, and the gateway's configuration as it is in force.
import { html } from '../lit.js';
import { get, post } from '../http.js';
import { forget } from '../kept.js';
import { chooseTheme, theme } from '../theming.js';
import { icon, noticeOf } from '../ui.js';
import { shown, source } from './source.js';
import { table } from './table.js';

const settings = source(() => get('/api/settings'), 60_000);
const THEMES = [['system', 'As the system', 'monitor'], ['light', 'Light', 'sun'], ['dark', 'Dark', 'moon']];

export const page = () => html`
  <h2>This device</h2>
  <fieldset class="panel row"><legend class="unseen">Theme</legend>${THEMES.map(([name, label, drawing]) => html`
    <label class="choice"><input type="radio" name="theme" ?checked=${theme() === name} @change=${() =>
      chooseTheme(name)}>${icon(drawing)}${label}</label>`)}</fieldset>
  <div class="row"><button type="button" @click=${signOut}>${icon('log-out')}Sign out on this device</button></div>
  <h2>The gateway</h2>
  ${shown(settings.of('settings'), ({ file }) => html`Read when it starts, from <code class="wrap">${
    file}</code>. Change the file, then start the gateway again.`, data =>
    table('Configuration', COLUMNS, flat(data.settings, ''), one => one.path))}`;

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
