// All sessions, as the sidebar lists them.
import { del, get, part, patch } from '../http.js';
import { keep, kept } from '../kept.js';
import { changed, state } from '../state.js';
import { askText, notice, noticeOf } from '../ui.js';

const UNDO_MS = 10_000;
const EVERY_MS = 4_000;

let seenAt = kept('seen', {});
let left = ''; // a chat that was seen to its end, and whose last use the list does not know yet

export function leaveSeen(key) {
  left = key;
}

export async function loadSessions() {
  const { sessions } = await get('/api/sessions?limit=500');
  state.sessions = sessions;
  if (left) markSeen(left);
  left = '';
  state.areSessionsLoaded = true;
  changed();
}

// Looks again from time to time while somebody looks; a failure is the connection's to tell.
export function watchSessions() {
  setInterval(() => {
    if (!document.hidden && state.isSignedIn) loadSessions().catch(() => {});
  }, EVERY_MS);
}

let index = { of: null, byKey: new Map() };

export function summaryOf(key) {
  if (index.of !== state.sessions) {
    index = { of: state.sessions, byKey: new Map(state.sessions.map(one => [one.session, one])) };
  }
  return index.byKey.get(key);
}

export const listed = () => state.sessions.filter(one => !state.deleting.has(one.session));

export function nameOf(key) {
  const summary = summaryOf(key);
  return summary?.title || (key.startsWith('web:') ? 'New chat' : key);
}

export const channelOf = key => key.split(/[:@]/, 1)[0];

export const isUnread = summary =>
  summary.session !== state.session?.key && (seenAt[summary.session] || '') < summary.usedAt &&
  Object.keys(seenAt).length > 0;

export function markSeen(key) {
  const used = summaryOf(key)?.usedAt;
  if (!used || seenAt[key] >= used) return;
  seenAt = { ...kept('seen', {}), [key]: used };
  keep('seen', seenAt);
}

export async function rename(key) {
  const title = await askText('Rename chat', 'Title', summaryOf(key)?.title || '');
  if (title !== undefined) await change(key, { title });
}

export const pin = (key, isPinned) => change(key, { isPinned });

async function change(key, fields) {
  try {
    await patch(`/api/sessions/${part(key)}`, fields);
    await loadSessions();
  } catch (error) {
    noticeOf(error);
  }
}

// Gone from the list at once, and from the gateway when nobody took it back.
export function remove(key, isShown) {
  const name = nameOf(key);
  state.deleting.add(key);
  if (isShown) location.hash = '#/';
  const back = () => {
    state.deleting.delete(key);
    changed();
  };
  notice(`Deleted “${name}”`, {
    ms: UNDO_MS,
    action: { label: 'Undo', run: back },
    onEnd: async () => {
      try {
        await del(`/api/sessions/${part(key)}`);
        await loadSessions();
      } catch (error) {
        noticeOf(error);
      }
      back();
    },
  });
}
