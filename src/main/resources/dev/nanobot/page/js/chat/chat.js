// The chat page: one session at a time is followed.
import { html, nothing } from '../lit.js';
import { state } from '../state.js';
import { iconButton } from '../ui.js';
import { attach } from './attachments.js';
import { drawnBranches, isStill } from './branches.js';
import { forgetTexts } from './cards.js';
import { composer, fillable, fitComposer, focusComposer } from './composer.js';
import { newId } from './outbox.js';
import { leaveSeen, loadSessions, markSeen, nameOf, rename, summaryOf } from './sessions.js';
import { Session } from './session.js';
import { scroll, settled, thread } from './thread.js';

let session = null;
let isFresh = false; // turned to, and not drawn yet

export const newKey = () => `web:${newId().slice(0, 12)}`;

// Follows the session of the address; called before each drawing.
export function turnTo(key) {
  if (session?.key === key) return;
  leave();
  session = new Session(key);
  state.session = session;
  fillable(session);
  session.open();
  isFresh = true;
}

export function leave() {
  if (session?.isLoaded && isStill(session)) leaveSeen(session.key);
  session?.close();
  session = null;
  state.session = null;
  forgetTexts();
}

state.onStanding = (one, before) => {
  if (before.turn && !one.standing.turn) settled(one);
  if (before.turn !== one.standing.turn) listAgain();
};

// The list's marks follow at once; when the gateway is away, the connection's mark says so.
const listAgain = () => loadSessions().catch(() => {});

export function chatPage() {
  return html`<section class="chat" @dragover=${dropped} @drop=${dropped}>
    ${thread(session)}
    ${composer(session)}
  </section>`;
}

// Files may be dropped anywhere; text goes where it always goes.
function dropped(event) {
  if (!event.dataTransfer.types.includes('Files')) return;
  event.preventDefault();
  if (event.type === 'drop') attach(session.key, [...event.dataTransfer.files]);
}

export function drawnChat() {
  if (!session) return;
  fitComposer();
  scroll.drawn(session);
  if (drawnBranches()) scroll.scrolled(session);
  if (!document.hidden) markSeen(session.key);
  // On a touch screen the keyboard would cover what one came to read.
  if (isFresh && !matchMedia('(pointer: coarse)').matches) focusComposer();
  isFresh = false;
}

export const chatTitle = () => html`<h1 dir="auto">${nameOf(session.key)}</h1>
  ${summaryOf(session.key) ? iconButton('pencil', 'Rename this chat (F2)', () =>
    rename(session.key), { class: 'tiny' }) : nothing}`;
