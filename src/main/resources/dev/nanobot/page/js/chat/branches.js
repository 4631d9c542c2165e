// The branches at a message: which one is shown, and going to another.
import { html, nothing } from '../lit.js';
import { put } from '../http.js';
import { announce, iconButton, noticeOf } from '../ui.js';

let waiting = null; // { turn, step }: where the focus goes when that branch is drawn

// Whether the conversation stands still: only then can it lead elsewhere.
export const isStill = session => !session.isRunning && !session.standing.waiting;

// Whether something can take the place of a turn: not before the conversation began anew.
export const isOpen = (session, turn) => turn > (session.standing.afterTurn || 0);

export function picker(session, turn) {
  const siblings = session.branches.get(turn);
  if (!siblings) return nothing;
  const place = siblings.indexOf(turn);
  const button = (name, label, step) => iconButton(name, label,
    () => choose(session, siblings[place + step], step),
    { class: 'tiny', isDisabled: !isStill(session) || siblings[place + step] === undefined });
  return html`<span class="branches" role="group" aria-label="Branch ${place + 1} of ${siblings.length}"
    data-turn=${turn}>${button('chevron-left', 'Previous branch', -1)}<span
    class="place">${place + 1} / ${siblings.length}</span>${
    button('chevron-right', 'Next branch', 1)}</span>`;
}

async function choose(session, turn, step) {
  waiting = { turn, step };
  try {
    await put(`${session.path}/branch`, { turn });
  } catch (error) {
    waiting = null;
    noticeOf(error);
  }
}

// After each drawing: the focus stays with the picker, which another message has now. Returns
// whether it was moved.
export function drawnBranches() {
  const group = waiting && document.querySelector(`.branches[data-turn="${waiting.turn}"]`);
  if (!group) return false;
  const buttons = [...group.querySelectorAll('button')];
  const wanted = waiting.step < 0 ? buttons : buttons.reverse();
  const next = wanted.find(button => !button.disabled);
  if (!next) return false; // Not yet: it is drawn again when the conversation stands still.
  waiting = null;
  next.focus();
  announce(group.getAttribute('aria-label'));
  return true;
}
