// What a person does in a session besides typing.
import { del, Failure } from '../http.js';
import { ask as confirm, notice, noticeOf } from '../ui.js';
import { attachAgain } from './attachments.js';
import { order, send } from './outbox.js';

const UNDO_MS = 5_000;
const LOOK_MS = 50;

export async function stop(session) {
  try {
    await order(session.key, '/stop');
  } catch (error) {
    noticeOf(error);
  }
}

// One with files is left to be sent by hand: they have to be handed over once more.
export async function ask(session, { text, media }) {
  if (media?.length) await fillAgain(session, text, media);
  else send(session.key, text);
}

async function fillAgain(session, text, media, how) {
  session.fill?.(text, how);
  try {
    await attachAgain(session.key, media || []);
  } catch (error) {
    noticeOf(error);
  }
}

// Takes exchanges back until the one with `text` is gone, and leaves the text to be changed.
export async function askAgain(session, { text, media }, turns) {
  if (turns > 1) {
    const isSure = await confirm('Take back and ask again?',
      `This takes back the last ${turns} exchanges of this chat. What tools did stays done.`,
      `Take back ${turns} exchanges`);
    if (!isSure) return;
  }
  await fillAgain(session, text, media, { isInPlace: true, send: (changedText, files) =>
    replace(session, changedText, turns, files) });
}

async function replace(session, text, turns, files) {
  try {
    for (let i = 0; i < turns; i += 1) await undo(session);
    send(session.key, text, files);
  } catch (error) {
    session.fill?.(text);
    noticeOf(error);
  }
}

async function undo(session) {
  const before = session.standing.undone || 0;
  await order(session.key, '/undo');
  const start = Date.now();
  while ((session.standing.undone || 0) === before) {
    if (Date.now() - start > UNDO_MS) {
      throw new Failure(409, 'not_undone', 'The exchange could not be taken back.', {});
    }
    await new Promise(resolve => setTimeout(resolve, LOOK_MS));
  }
}

// Takes a waiting message back; `isEdit` puts its text into the composer.
export async function withdraw(session, message, isEdit) {
  try {
    await del(`/api/messages/${message.message}`);
    if (isEdit) await fillAgain(session, message.text, message.media);
    else notice('Taken back before it was read.');
  } catch (error) {
    noticeOf(error);
  }
}
