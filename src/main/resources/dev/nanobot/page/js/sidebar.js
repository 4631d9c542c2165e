// The side: chats by age, what matches a search, and the pages of the operator.
import { html, nothing, repeat } from './lit.js';
import { get } from './http.js';
import { hasDraft } from './chat/drafts.js';
import * as sessions from './chat/sessions.js';
import { changed, state } from './state.js';
import { ago, atExact, group } from './time.js';
import { icon, iconButton, noticeOf } from './ui.js';
import { menu } from './menu.js';

const PAGES = [
  ['messages', 'Messages', 'activity'],
  ['sessions', 'Sessions', 'message-square'],
  ['schedule', 'Schedule', 'calendar-clock'],
  ['memory', 'Memory', 'brain'],
  ['usage', 'Usage', 'chart-column'],
  ['channels', 'Channels', 'radio'],
  ['health', 'Health', 'heart-pulse'],
  ['settings', 'Settings', 'settings'],
];
const ICONS = { cli: 'terminal', web: 'message-square', api: 'terminal' };
const SEARCH_MS = 250;

export const pages = PAGES;
let words = '';
let hits = [];
let searching = 0;

function search(text) {
  words = text;
  clearTimeout(searching);
  hits = [];
  if (text.trim()) searching = setTimeout(lookUp, SEARCH_MS);
  changed();
}

async function lookUp() {
  const asked = words;
  try {
    const found = await get(`/api/search?q=${encodeURIComponent(asked.trim())}&limit=20`);
    if (asked === words) hits = found.hits.filter(hit => hit.session);
  } catch (error) {
    noticeOf(error);
  }
  changed();
}

export function sidebar() {
  return html`<nav class="sidebar" id="sidebar" aria-label="Chats and pages">
    <div class="row top"><a class="brand" href="#/" @click=${state.closeDrawer}>${icon('plus')}New chat</a>
      ${iconButton('x', 'Close', state.closeDrawer, { class: 'drawer-only' })}</div>
    <div class="search"><label class="unseen" for="search">Search chats</label>${icon('search')}
      <input id="search" type="search" placeholder="Search" autocomplete="off" .value=${words}
        @input=${event => search(event.target.value)}></div>
    <div class="lists">${words.trim() ? found() : chats()}</div>
    <h2>Operate</h2>
    <ul class="pages">${PAGES.map(([page, name, drawing]) => html`<li><a href="#/${page}"
      aria-current=${state.route.page === page ? 'page' : nothing} @click=${state.closeDrawer}>${
        icon(drawing)}${name}</a></li>`)}</ul>
  </nav>`;
}

function chats() {
  const listed = sessions.listed();
  if (!listed.length) {
    return html`<p class="meta pad">${state.areSessionsLoaded ? 'No chats yet.' : 'Loading …'}</p>`;
  }
  const groups = new Map();
  for (const one of listed) {
    const name = one.isPinned ? 'Pinned' : group(one.usedAt);
    groups.set(name, [...(groups.get(name) || []), one]);
  }
  const names = ['Pinned', 'Today', 'Yesterday', 'This week', 'Older'].filter(name => groups.has(name));
  return names.map(name => html`<h2>${name}</h2>
    <ul>${repeat(groups.get(name), one => one.session, row)}</ul>`);
}

function row(one) {
  const key = one.session;
  const isHere = state.route.page === 'chat' && state.session?.key === key;
  const name = sessions.nameOf(key);
  const channel = sessions.channelOf(key);
  return html`<li class=${isHere ? 'here' : ''} @keydown=${event => keyed(event, key, isHere)}>
    <a href="#/s/${encodeURIComponent(key)}" aria-current=${isHere ? 'page' : nothing}
      @click=${state.closeDrawer} title="${name}, ${key}">
      ${channel === 'web' ? nothing : icon(ICONS[channel] || 'radio')}
      <span class="name" dir="auto">${name}</span>
      ${hasDraft(key) && !isHere ? html`<span title="Draft">${icon('pencil')}
        <span class="unseen">draft</span></span>` : nothing}
      ${mark(one)}</a>
    ${iconButton('ellipsis', `More about ${name}`, event => more(event.currentTarget, one, isHere),
      { class: 'tiny more' })}</li>`;
}

function mark(one) {
  if (one.isRunning) return html`<span class="ring" role="img" aria-label="working"></span>`;
  if (sessions.isUnread(one)) return html`<span class="dot" role="img" aria-label="unread"></span>`;
  return html`<time class="meta" datetime=${one.usedAt} title=${atExact(one.usedAt)}>${ago(one.usedAt)}</time>`;
}

function keyed(event, key, isHere) {
  if (event.key === 'F2') sessions.rename(key);
  else if (event.key === 'Delete') sessions.remove(key, isHere);
  else return;
  event.preventDefault();
}

function more(button, one, isHere) {
  menu(button, [
    { label: 'Rename', icon: 'pencil', run: () => sessions.rename(one.session) },
    { label: one.isPinned ? 'Unpin' : 'Pin', icon: 'pin', run: () =>
      sessions.pin(one.session, !one.isPinned) },
    { label: 'Delete chat', icon: 'trash-2', run: () => sessions.remove(one.session, isHere) },
  ]);
}

function found() {
  const lower = words.trim().toLowerCase();
  const named = sessions.listed().filter(one =>
    sessions.nameOf(one.session).toLowerCase().includes(lower));
  if (!named.length && !hits.length) {
    return html`<p class="meta pad">Nothing found for “${words.trim()}” in titles and texts.
      <button type="button" class="link" @click=${() => search('')}>Clear the search</button></p>`;
  }
  return html`${named.length ? html`<h2>Titles</h2><ul>${repeat(named, one => one.session, row)}</ul>` : nothing}
    ${hits.length ? html`<h2>Texts</h2><ul class="hits">${hits.map(hit => html`<li><a
      href="#/s/${encodeURIComponent(hit.session)}" @click=${state.closeDrawer}>
      <span class="name">${sessions.nameOf(hit.session)}</span>
      <span class="snippet" dir="auto">${hit.snippet}</span></a></li>`)}</ul>` : nothing}`;
}
