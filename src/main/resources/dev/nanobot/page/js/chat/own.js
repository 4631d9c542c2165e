// What a person said: on its way, how it ended, and what may be done with it.
import { html, nothing } from '../lit.js';
import { icon } from '../ui.js';
import { isOpen, picker } from './branches.js';
import * as cards from './cards.js';
import { ask, edit } from './deeds.js';
import * as outbox from './outbox.js';

const FAILED = {
  dead: 'Failed', refused: 'Refused', superseded: 'Stopped by you',
};

export function user(session, item, items) {
  const { message } = item;
  const end = message?.state || 'answered';
  const label = labelOf(item, end);
  const acts = [];
  const canBranch = item.isFirst && isOpen(session, item.turn);
  if (canBranch) {
    acts.push(cards.act('pencil', 'Edit and ask again', () => edit(session, item), 'when-still'));
  }
  if (message && FAILED[end] && (canBranch || !item.turn)) {
    acts.push(cards.act('rotate-ccw', 'Ask again', () => ask(session, ofTurn(item, items)),
      item.turn ? 'when-still' : ''));
  }
  return cards.userMessage(item, label, acts, item.isFirst ? picker(session, item.turn) : nothing);
}

// All that a person said for a turn.
function ofTurn(item, items) {
  if (!item.turn) return item;
  const all = items.filter(one => one.type === 'user' && one.turn === item.turn);
  return { turn: item.turn, text: all.map(one => one.text).join('\n\n'),
    media: all.flatMap(one => one.media || []) };
}

// Under an answer: the same question once more, beside it.
export function again(session, item, items) {
  if (!item.isEnd || !item.isAnswer || !isOpen(session, item.turn)) return nothing;
  return html`<button type="button" class="quiet small when-still" aria-label="Answer again" @click=${() =>
    ask(session, ofTurn(item, items))}>${icon('rotate-ccw')}Again</button>`;
}

function labelOf(item, end) {
  if (FAILED[end]) {
    const isStop = end === 'superseded';
    const reason = isStop ? '' : item.message.reason;
    const text = item.message.reason === 'withdrawn' ? 'Withdrawn' : FAILED[end];
    return { icon: isStop ? 'square' : 'circle-alert', kind: isStop ? '' : 'failed',
      text: reason ? `${text}: ${reason}` : text };
  }
  if (end === 'taken') return { icon: 'clock', text: 'Thinking' };
  if (end === 'merged') return { icon: 'check', text: 'Answered with the next one' };
  return null;
}

export function kept(session, one) {
  const stage = outbox.stateOf(one);
  const label = {
    new: null,
    sending: { icon: 'clock', text: 'Sending' },
    kept: { icon: 'clock', text: 'Not sent yet, offline', kind: 'warn' },
    accepted: { icon: 'check', text: 'Accepted' },
    refused: { icon: 'circle-alert', text: `Not taken: ${one.reason}`, kind: 'failed' },
  }[stage];
  const acts = [];
  if (stage === 'kept') acts.push(cards.act('send', 'Send now', () => outbox.sendNow(one.id)));
  if (stage !== 'accepted') {
    acts.push(cards.act('x', 'Remove', () => outbox.remove(one.id)));
  }
  return cards.userMessage({ key: one.id, at: one.at, text: one.text, media: one.media }, label, acts);
}
