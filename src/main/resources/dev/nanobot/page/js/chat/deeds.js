// What a person does in a session besides typing.
import { del } from '../http.js';
import { notice, noticeOf } from '../ui.js';
import { attachAgain, attachSaid } from './attachments.js';
import { order, send } from './outbox.js';

export async function stop(session) {
  try {
    await order(session.key, '/stop');
  } catch (error) {
    noticeOf(error);
  }
}

// Asks the same once more: where a turn answered it, beside that one. Without a turn, files are
// handed over once more, and the message is left to be sent by hand.
export async function ask(session, { turn, text, media }) {
  if (turn) send(session.key, text, { media: media || [], insteadOf: turn });
  else if (media?.length) await fillAgain(session, text, media);
  else send(session.key, text);
}

async function fillAgain(session, text, media) {
  session.fill?.(text);
  try {
    await attachAgain(session.key, media || []);
  } catch (error) {
    noticeOf(error);
  }
}

// Leaves a text to be changed, and to be asked beside what it was.
export function edit(session, { turn, text, media }) {
  session.fill?.(text, turn);
  attachSaid(session.key, media || []);
}

// Takes a waiting message back; `isEdit` puts its text into the composer.
export async function withdraw(session, message, isEdit) {
  try {
    await del(`/api/messages/${message.message}`);
    if (isEdit && message.insteadOf) edit(session, { ...message, turn: message.insteadOf });
    else if (isEdit) await fillAgain(session, message.text, message.media);
    else notice('Taken back before it was read.');
  } catch (error) {
    noticeOf(error);
  }
}
