// Where one writes: a draft for each session, control words, files, and what Enter means now.
import { html, live, nothing, ref } from '../lit.js';
import { changed } from '../state.js';
import { icon, iconButton, notice } from '../ui.js';
import { attach, attachments, clearFiles, hasBusyFiles, LIMITS, takenFiles } from './attachments.js';
import { isStill } from './branches.js';
import { isOrder, matching } from './commands.js';
import { stop } from './deeds.js';
import { draftOf, editOf, forgetDraft, write, writeEdit } from './drafts.js';
import { send } from './outbox.js';
import { queue } from './queue.js';
import { scroll } from './thread.js';

const PASTE_CHARS_MAX = 8_000;
const HINT = 'Enter sends · Shift Enter adds a line · / for commands';
const coarse = matchMedia('(pointer: coarse)');

let field = null;
let chosen = 0; // which of the control words offered
let hidden = ''; // the text whose offer was closed

export const focusComposer = () => field?.focus();

// Lets other parts put a text here; with a turn, sending it takes that one's place.
export function fillable(session) {
  session.fill = (text, turn = 0) => {
    writeEdit(session.key, turn);
    write(session.key, text);
    requestAnimationFrame(() => {
      field?.focus();
      field?.setSelectionRange(text.length, text.length);
    });
  };
}

function submit(session) {
  const text = draftOf(session.key).trim();
  const files = isOrder(text) ? [] : takenFiles(session.key);
  if (!isOrder(text) && hasBusyFiles(session.key)) {
    notice('The files are still on their way.');
    return;
  }
  if (!text && !files.length) return;
  const turn = editOf(session.key);
  if (turn && !isOrder(text) && !isStill(session)) {
    notice('The agent works: send the changed message when it is done, or stop it.');
    return;
  }
  if (!isOrder(text)) writeEdit(session.key, 0);
  forgetDraft(session.key);
  if (!isOrder(text)) clearFiles(session.key);
  send(session.key, text, isOrder(text) ? {} : { media: files, insteadOf: turn || undefined });
  scroll.end();
}

// The control words that the text may become; looked up anew, for keys come faster than frames.
function offerOf(session) {
  const text = draftOf(session.key);
  return text === hidden ? [] : matching(text);
}

function keyed(event, session) {
  // While an input method composes, Enter is its own; 229 is how some browsers say so.
  if (event.isComposing || event.keyCode === 229) return;
  const offer = offerOf(session);
  if (offer.length && offered(event, session, offer)) return;
  if (event.key === 'Enter' && !event.shiftKey && !coarse.matches) {
    event.preventDefault();
    submit(session);
  } else if (event.key === 'Escape' && editOf(session.key)) {
    event.stopPropagation();
    cancelEdit(session);
  }
}

function offered(event, session, offer) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) chosen = (chosen + step + offer.length) % offer.length;
  else if (event.key === 'Escape') {
    hidden = draftOf(session.key);
    event.stopPropagation();
  } else if (event.key === 'Tab' || (event.key === 'Enter' && !event.shiftKey)) {
    const command = offer[Math.min(chosen, offer.length - 1)];
    if (event.key === 'Enter' && draftOf(session.key).trim() === `/${command.name}`) return false;
    choose(session, command);
  } else return false;
  event.preventDefault();
  changed();
  return true;
}

function choose(session, command) {
  session.fill(`/${command.name}${command.usage.includes(' ') ? ' ' : ''}`);
  chosen = 0;
}

function cancelEdit(session) {
  writeEdit(session.key, 0);
  clearFiles(session.key);
  write(session.key, '');
}

function pasted(event, session) {
  const files = [...event.clipboardData.files];
  const text = event.clipboardData.getData('text/plain');
  // A table that was copied is text and a picture of it: the text is meant.
  if (files.length && !text) attach(session.key, files);
  else if (text.length > PASTE_CHARS_MAX) {
    attach(session.key, [new File([text], 'pasted.txt', { type: 'text/plain' })]);
  } else return;
  event.preventDefault();
}

function held(element) {
  field = element || null;
}

let fitted = ['', 0]; // the text and width that the height was measured for

// After each drawing: as high as the text.
export function fitComposer() {
  if (!field || (fitted[0] === field.value && fitted[1] === field.clientWidth)) return;
  field.style.setProperty('height', 'auto');
  field.style.setProperty('height', `${field.scrollHeight}px`);
  fitted = [field.value, field.clientWidth];
}

export function composer(session) {
  const text = draftOf(session.key);
  const offer = offerOf(session);
  chosen = Math.min(chosen, Math.max(0, offer.length - 1));
  const isEdit = editOf(session.key) !== 0;
  return html`<form class="composer" @submit=${event => {
    event.preventDefault();
    submit(session);
  }}>
    ${queue(session)}
    ${offer.length ? words(session, offer) : nothing}
    ${isEdit ? html`<p class="editing">${icon('pencil')}<span>Editing: sending it begins another branch,
      and the old one is kept</span>${iconButton('x', 'Do not edit', () => cancelEdit(session),
        { class: 'tiny' })}</p>` : nothing}
    ${attachments(session.key)}
    <div class="box">
      ${picker(session)}
      <textarea rows="1" aria-label="Message" placeholder="Message your agent" dir="auto"
        role="combobox" aria-autocomplete="list" aria-expanded=${offer.length > 0} aria-controls="words"
        aria-activedescendant=${offer.length ? `word-${chosen}` : nothing}
        .value=${live(text)} @input=${event => {
          hidden = '';
          write(session.key, event.target.value);
        }} @keydown=${event => keyed(event, session)}
        @paste=${event => pasted(event, session)} ${ref(held)}></textarea>
      ${button(session, text)}
    </div>
    <p class="hint meta"><span>${coarse.matches ? '' : HINT}</span>
      <span>${text.trim() ? 'Draft kept on this device' : ''}</span></p>
  </form>`;
}

function button(session, text) {
  const isText = Boolean(text.trim()) || takenFiles(session.key).length > 0;
  if (session.isRunning && !isText) {
    return html`<button type="button" class="send stop" aria-label="Stop" title="Stop"
      @click=${() => stop(session)}>${icon('square')}</button>`;
  }
  const label = session.isRunning ? 'Steer: send while it works' : 'Send';
  return html`<button class="send" aria-label=${label} title=${label}
    ?disabled=${!isText || hasBusyFiles(session.key)}>${icon('send')}</button>`;
}

function words(session, offer) {
  return html`<ul class="words" id="words" role="listbox" aria-label="Commands">
    ${offer.map((command, i) => html`<li id="word-${i}" role="option" aria-selected=${i === chosen}
      class=${i === chosen ? 'chosen' : ''} @mousedown=${event => {
        event.preventDefault();
        choose(session, command);
      }}><code>${command.usage}</code><span>${command.about}</span></li>`)}</ul>`;
}

function picker(session) {
  return html`<label class="quiet square attach" title="Attach files: ${LIMITS}">${icon('paperclip')}
    <span class="unseen">Attach files: ${LIMITS}</span>
    <input type="file" multiple class="unseen" @change=${event => {
      attach(session.key, [...event.target.files]);
      event.target.value = '';
    }}></label>`;
}
