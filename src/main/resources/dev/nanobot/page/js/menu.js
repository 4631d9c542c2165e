// A menu at a button: arrow keys go through it, Escape and a click elsewhere close it.
import { html, render } from './lit.js';
import { element, icon } from './ui.js';

const GAP_PX = 4;

export function menu(button, items) {
  const place = element('div', 'menu');
  place.setAttribute('role', 'menu');
  place.popover = 'auto';
  render(items.map(item => html`<button type="button" role="menuitem" @click=${() => {
    place.hidePopover();
    item.run();
  }}>${icon(item.icon)}${item.label}</button>`), place);
  document.body.append(place);
  place.addEventListener('toggle', event => {
    if (event.newState !== 'closed') return;
    place.remove();
    button.setAttribute('aria-expanded', 'false');
    button.focus();
  });
  place.addEventListener('keydown', event => step(event, place));
  place.showPopover();
  button.setAttribute('aria-expanded', 'true');
  put(place, button.getBoundingClientRect());
  place.querySelector('button').focus();
}

function put(place, at) {
  const left = Math.min(at.left, innerWidth - place.offsetWidth - GAP_PX);
  const isBelow = at.bottom + place.offsetHeight + GAP_PX < innerHeight;
  const top = isBelow ? at.bottom + GAP_PX : at.top - place.offsetHeight - GAP_PX;
  place.style.setProperty('left', `${Math.max(GAP_PX, left)}px`);
  place.style.setProperty('top', `${top}px`);
}

function step(event, place) {
  const direction = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!direction) return;
  event.preventDefault();
  const buttons = [...place.querySelectorAll('button')];
  const now = buttons.indexOf(document.activeElement);
  buttons[(now + direction + buttons.length) % buttons.length].focus();
}
