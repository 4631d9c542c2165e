// Small things that every part of the page uses: icons, buttons, notices, copying, dialogs.
import { html, nothing, render, repeat } from './lit.js';
import { changed, state } from './state.js';

const COPIED_MS = 2_000;

export const icon = name =>
  html`<svg class="icon" aria-hidden="true"><use href="/assets/${state.version}/icons.svg#${name}"></use></svg>`;

export const iconButton = (name, label, click, more = {}) => html`<button
  type="button" class="quiet square ${more.class || ''}" aria-label=${label} title=${label}
  ?disabled=${more.isDisabled} aria-expanded=${more.expanded ?? nothing} @click=${click}>${icon(name)}</button>`;

// Told to screen readers without moving the focus; `isUrgent` interrupts.
export function announce(text, isUrgent = false) {
  const place = document.getElementById(isUrgent ? 'urgent' : 'polite');
  place.textContent = '';
  // An unchanged text is not announced again: it has to be seen empty first.
  setTimeout(() => {
    place.textContent = text;
  }, 50);
}

const notices = [];

// Shows a line at the bottom; `action` is {label, run}. It goes by itself after `ms`.
export function notice(text, { action, ms = 6_000, isError = false, onEnd } = {}) {
  const one = { text, action, isError };
  one.end = isTaken => {
    const index = notices.indexOf(one);
    if (index < 0) return;
    notices.splice(index, 1);
    clearTimeout(timer);
    if (!isTaken && onEnd) onEnd();
    changed();
  };
  const timer = setTimeout(one.end, ms);
  notices.push(one);
  announce(text, isError);
  changed();
  return one;
}

export const noticeOf = error => notice(error.message, { isError: true });

export const noticesView = () => html`<div class="notices">${repeat(
  notices, one => one, one => html`<div class="notice ${one.isError ? 'bad' : ''}">
    ${one.isError ? icon('circle-alert') : nothing}<span>${one.text}</span>
    ${one.action
      ? html`<button type="button" class="link" @click=${() => {
          one.end(true);
          one.action.run();
        }}>${one.action.label}</button>`
      : nothing}
    ${iconButton('x', 'Close notice', () => one.end(false))}
  </div>`,
)}</div>`;

export async function copy(text, button) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    copyOldWay(text); // Without https the clipboard is only reached through a selection.
  }
  announce('Copied');
  if (!button) return;
  const label = button.querySelector('.label') || button;
  if (label.dataset.before !== undefined) return;
  label.dataset.before = label.textContent;
  label.textContent = 'Copied';
  setTimeout(() => {
    label.textContent = label.dataset.before;
    delete label.dataset.before;
  }, COPIED_MS);
}

function copyOldWay(text) {
  const area = document.createElement('textarea');
  area.value = text;
  area.className = 'unseen';
  document.body.append(area);
  area.select();
  document.execCommand('copy');
  area.remove();
}

export function element(tag, className, ...children) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

// Opens a dialog drawn by `content(close)`; resolves with what it was closed with.
export function dialog(label, content) {
  const opened = element('dialog', 'dialog');
  opened.setAttribute('aria-label', label);
  const before = document.activeElement;
  document.body.append(opened);
  return new Promise(resolve => {
    const close = value => {
      opened.close();
      opened.remove();
      before?.focus?.();
      resolve(value);
    };
    opened.addEventListener('cancel', event => {
      event.preventDefault();
      close(undefined);
    });
    opened.addEventListener('click', event => {
      if (event.target === opened) close(undefined);
    });
    const draw = () => render(content(close, draw), opened);
    draw();
    opened.showModal();
  });
}

export function ask(title, text, verb) {
  return dialog(title, close => html`<form method="dialog" @submit=${event => {
    event.preventDefault();
    close(true);
  }}>
    <h2>${title}</h2><p>${text}</p>
    <div class="row end">
      <button type="button" @click=${() => close(false)}>Cancel</button>
      <button class="danger">${verb}</button>
    </div></form>`);
}

export function askText(title, label, value, verb = 'Save') {
  return dialog(title, close => html`<form @submit=${event => {
    event.preventDefault();
    close(event.target.elements.text.value.trim());
  }}>
    <h2>${title}</h2>
    <label>${label}<input name="text" .value=${value} maxlength="200" autofocus autocomplete="off"></label>
    <div class="row end">
      <button type="button" @click=${() => close(undefined)}>Cancel</button>
      <button class="primary">${verb}</button>
    </div></form>`);
}
