// What is written in each chat and not sent yet, kept on the device; and whether sending it changes
// a message that was said.
import { keep, kept } from '../kept.js';
import { changed } from '../state.js';

const DRAFT_MS = 300;

let drafting = 0;
const drafts = new Map();
const editing = new Map(); // session key -> the turn whose place the message takes, or 0

export function draftOf(key) {
  if (!drafts.has(key)) drafts.set(key, kept(`draft.${key}`, ''));
  return drafts.get(key);
}

export const hasDraft = key => Boolean(draftOf(key).trim());

export function write(key, text) {
  drafts.set(key, text);
  clearTimeout(drafting);
  drafting = setTimeout(() => keep(`draft.${key}`, text || undefined), DRAFT_MS);
  changed();
}

export function forgetDraft(key) {
  write(key, '');
  keep(`draft.${key}`, undefined);
}

export function editOf(key) {
  if (!editing.has(key)) editing.set(key, kept(`edit.${key}`, 0));
  return editing.get(key);
}

export function writeEdit(key, turn) {
  editing.set(key, turn);
  keep(`edit.${key}`, turn || undefined);
}
