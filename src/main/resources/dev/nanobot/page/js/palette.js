// The palette: everything one can go to or do, by typing a part of its name.
import { html, live } from './lit.js';
import { allCommands } from './chat/commands.js';
import { order } from './chat/outbox.js';
import { listed, nameOf } from './chat/sessions.js';
import { pages } from './sidebar.js';
import { chooseTheme } from './theming.js';
import { state } from './state.js';
import { dialog, icon, noticeOf } from './ui.js';

const SHOWN_MAX = 12;

function everything() {
  const go = hash => () => {
    location.hash = hash;
  };
  return [
    { name: 'New chat', hint: 'Ctrl Shift O', icon: 'plus', run: go('#/') },
    ...listed().map(one => ({ name: nameOf(one.session), hint: 'Chat', icon: 'message-square',
      run: go(`#/s/${encodeURIComponent(one.session)}`) })),
    ...pages.map(([page, name, drawing]) => ({ name, hint: 'Page', icon: drawing, run: go(`#/${page}`) })),
    ...(state.session ? allCommands().filter(command => !command.usage.includes(' ')).map(command => ({
      name: `/${command.name}`, hint: command.about, icon: 'terminal', run: () =>
        order(state.session.key, `/${command.name}`).catch(noticeOf) })) : []),
    ...['system', 'light', 'dark'].map(theme => ({ name: `Theme: ${theme}`, hint: 'Look', icon: 'sun',
      run: () => chooseTheme(theme) })),
    { name: 'Keyboard shortcuts', hint: '?', icon: 'activity', run: shortcuts },
  ];
}

export async function palette() {
  const all = everything();
  let words = '';
  let chosen = 0;
  const run = await dialog('Go to or do', (close, draw) => {
    const shown = all.filter(one => one.name.toLowerCase().includes(words.toLowerCase())).slice(0, SHOWN_MAX);
    chosen = Math.min(chosen, Math.max(0, shown.length - 1));
    const keyed = event => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) chosen = (chosen + step + shown.length) % Math.max(shown.length, 1);
      else if (event.key === 'Enter' && shown[chosen]) close(shown[chosen].run);
      else return;
      event.preventDefault();
      draw();
    };
    return html`<div class="palette">
      <input role="combobox" aria-expanded="true" aria-controls="found" aria-label="Go to or do"
        aria-activedescendant="found-${chosen}" placeholder="Chats, pages, commands" autocomplete="off"
        .value=${live(words)} @keydown=${keyed} @input=${event => {
          words = event.target.value;
          chosen = 0;
          draw();
        }}>
      <ul id="found" role="listbox" aria-label="Found">${shown.map((one, i) => html`<li id="found-${i}"
        role="option" aria-selected=${i === chosen} class=${i === chosen ? 'chosen' : ''}
        @click=${() => close(one.run)}>${icon(one.icon)}<span class="name">${one.name}</span>
        <span class="meta">${one.hint}</span></li>`)}</ul></div>`;
  });
  run?.();
}

const KEYS = [
  ['Ctrl K', 'Go to a chat or page, or do something'], ['Ctrl Shift O', 'New chat'],
  ['Ctrl B', 'Show or hide the side'], ['/', 'Write'], ['Enter', 'Send; steer while it works'],
  ['Shift Enter', 'New line'], ['Esc Esc', 'Stop what runs'], ['End', 'Newest text'],
  ['Alt Up, Alt Down', 'Previous or next message'], ['c, e, r', 'Copy, edit, ask again'],
  ['F2, Delete', 'Rename or delete a chat'],
  ['g then m s e u h', 'Messages, schedule, memory, usage, health'], ['?', 'This list'],
];

export function shortcuts() {
  return dialog('Keyboard shortcuts', close => html`<h2>Keyboard shortcuts</h2>
    <dl class="keys">${KEYS.map(([key, what]) => html`<div><dt><kbd>${key}</kbd></dt><dd>${what}</dd></div>`)}</dl>
    <div class="row end"><button type="button" @click=${() => close()}>Close</button></div>`);
}
