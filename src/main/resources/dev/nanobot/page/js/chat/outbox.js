// Messages on their way to the gateway. They are kept on the device until the gateway has them,
// with ids of their own: sent again, a message is the same message.
import { connection, down, onReturn, up } from '../connection.js';
import { post } from '../http.js';
import { keep, kept, onKept } from '../kept.js';
import { changed, state } from '../state.js';

const NAME = 'unsent';
const SLOW_MS = 400;
const AGAIN_MS = 3_000;

let list = kept(NAME, []);
let isSending = false;
let again = 0;

export const unsent = session => list.filter(one => one.session === session);

export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(10));
  return [...bytes].map(byte => byte.toString(16).padStart(2, '0')).join('');
}

function store() {
  keep(NAME, list.length ? list : undefined);
  changed();
}

// Hands a message over; it is on the screen and on the device when this returns.
// With `insteadOf` it takes the place of that turn, as another branch.
export function send(session, text, { media = [], insteadOf } = {}) {
  const message = { id: newId(), session, text, media, insteadOf, at: new Date().toISOString(),
    state: 'new' };
  list.push(message);
  store();
  setTimeout(changed, SLOW_MS);
  flush();
  return message.id;
}

export function remove(id) {
  list = list.filter(one => one.id !== id);
  store();
}

export function sendNow(id) {
  const message = list.find(one => one.id === id);
  if (message) message.state = 'new';
  flush();
}

// The session shows it now, so it need not be shown twice.
export function seen(ids) {
  const before = list.length;
  list = list.filter(one => !(one.state === 'accepted' && ids.has(one.id)));
  if (list.length !== before) store();
}

export const stateOf = message => {
  if (message.state === 'refused') return 'refused';
  if (message.state === 'accepted') return 'accepted';
  if (!connection.isUp || message.state === 'kept') return 'kept';
  return Date.now() - new Date(message.at) > SLOW_MS ? 'sending' : 'new';
};

export async function flush() {
  if (isSending) return;
  isSending = true;
  clearTimeout(again);
  try {
    while (true) {
      const next = list.find(one => one.state === 'new' || one.state === 'kept');
      if (!next) return;
      await hand(next);
    }
  } catch (error) {
    for (const one of list) if (one.state === 'new') one.state = 'kept';
    down();
    // The stream may have gone on all the time, and then nothing else tells of a return.
    // Who is refused is asked to sign in, and then it is sent; unless that was done meanwhile.
    if (error.status !== 401 || state.isSignedIn) again = setTimeout(flush, AGAIN_MS);
  } finally {
    isSending = false;
    store();
  }
}

async function hand(message) {
  const body = { id: message.id, session: message.session, text: message.text };
  if (message.media.length) body.media = message.media.map(one => one.id);
  if (message.insteadOf) body.insteadOf = message.insteadOf;
  try {
    await post('/api/messages', body);
    message.state = 'accepted';
    up();
  } catch (error) {
    if (error.isUnreached || error.status === 401 || error.status === 429) throw error;
    message.state = 'refused';
    message.reason = error.message;
  }
  store();
}

// Posts a control word; resolves when the gateway has carried it out.
export const order = (session, text) =>
  post('/api/messages', { id: newId(), session, text });

onReturn(flush);
addEventListener('online', flush);
onKept(NAME, () => {
  list = kept(NAME, []);
  changed();
});

export const unsentCount = () =>
  list.filter(one => one.state === 'new' || one.state === 'kept').length;
