// The thread of a session: what was said, what is being said, and what is still on the way.
import { guard, html, nothing, ref, repeat } from '../lit.js';
import { get } from '../http.js';
import { show } from '../markdown.js';
import { isModelWanting } from '../config.js';
import { connection } from '../connection.js';
import { changed, state } from '../state.js';
import { dayName, dayStart } from '../time.js';
import { announce, icon } from '../ui.js';
import { isStill } from './branches.js';
import * as cards from './cards.js';
import * as outbox from './outbox.js';
import { again, kept, user } from './own.js';
import { scroller } from './scroll.js';
import { timeline } from './timeline.js';

export const scroll = scroller();
const usages = new Map();

export function thread(session) {
  const unsent = outbox.unsent(session.key);
  const waiting = new Set(session.heard.map(one => one.id));
  const onTheWay = unsent.filter(one => !waiting.has(one.id));
  return html`<div class="thread" tabindex="-1" ${ref(scroll.place)} @scroll=${() =>
    scroll.scrolled(session)}>
    <div class="log ${isStill(session) ? '' : 'busy'}" role="log" aria-label="Conversation" aria-live="off"
      aria-busy=${session.isRunning ? 'true' : 'false'}>
      ${session.isWhole || !session.isLoaded ? nothing : html`<p class="center">
        <button type="button" class="quiet" @click=${() =>
          scroll.keeping(() => session.earlier())}>Show earlier messages</button></p>`}
      ${guard([session.version, usages.size, connection.isUp, session.live.calls.size], () =>
        durable(session))}
      ${live(session)}
      ${repeat(onTheWay, one => one.id, one => kept(session, one))}
      ${working(session)}
    </div>
    ${empty(session, onTheWay)}
  </div>
  <button type="button" class="to-end" ?hidden=${scroll.isFollowing} @click=${() => scroll.end()}>
    ${session.isRunning ? 'New text' : 'To the end'} ${icon('arrow-down')}</button>`;
}

function durable(session) {
  const items = timeline(session);
  if (!session.isRunning) weigh(session, items);
  return repeat(withDays(items), item => item.key, item => {
    switch (item.type) {
      case 'day': return html`<p class="day"><span>${item.name}</span></p>`;
      case 'user': return user(session, item, items);
      case 'thinking': return cards.thinking(item);
      case 'calls': return cards.calls(item);
      case 'answer': return cards.answer(item, footer(item), again(session, item, items));
      case 'order': return cards.order(item);
      case 'said': return cards.said(item);
      default: return cards.divider();
    }
  });
}

function withDays(items) {
  const all = [];
  let day = 0;
  for (const item of items) {
    const start = item.at ? dayStart(item.at) : day;
    if (start !== day) all.push({ type: 'day', key: `d${start}`, name: dayName(item.at) });
    day = start;
    all.push(item);
  }
  return all;
}

const liveText = document.createElement('div');
liveText.className = 'text live';
liveText.dir = 'auto';

let known = { version: -1, session: null, calls: new Set() };

// The calls among the entries: looked for once, however often they are drawn.
function knownCalls(session) {
  if (known.session !== session || known.version !== session.version) {
    const calls = new Set(session.entries.flatMap(one => (one.calls || []).map(call => call.id)));
    known = { session, version: session.version, calls };
  }
  return known.calls;
}

function live(session) {
  const { text, thinking, calls } = session.live;
  const fresh = [...calls.values()].filter(call => !knownCalls(session).has(call.id)).map(call => ({
    ...call, key: call.id, result: call.result || null,
    state: !call.result ? 'running' : call.result.failed ? 'failed' : 'ok' }));
  show(liveText, text);
  return html`${thinking ? cards.liveThinking(session.live) : nothing}
    ${fresh.length ? cards.calls({ calls: fresh }) : nothing}
    ${text ? html`<article class="answer" aria-label="Answer, being written">${liveText}</article>` :
      nothing}`;
}

function working(session) {
  if (!session.isRunning) return nothing;
  const start = session.startedAt || Date.now();
  return html`<p class="working"><span class="ring" aria-hidden="true"></span>
    ${session.live.text ? 'Writing' : 'Thinking'} · ${Math.floor((Date.now() - start) / 1_000)} s</p>`;
}

const EXAMPLES = [
  'Read notes.txt and tell me what is in it',
  'Remind me in 10 minutes to stretch',
  'List the files in the workspace',
];

function empty(session, onTheWay) {
  if (session.trouble) {
    return html`<div class="empty"><h2>This chat cannot be shown</h2><p>${session.trouble}</p></div>`;
  }
  if (session.isGone && !onTheWay.length) {
    return html`<div class="empty" role="alert"><h2>This chat was deleted</h2><p>Somebody deleted it elsewhere: in
      another window, over the API, or by a command. What you write here begins a new one.</p></div>`;
  }
  const isEmpty = session.isLoaded && !session.entries.length && !session.heard.length &&
    !onTheWay.length && !session.said.length;
  if (!isEmpty) return nothing;
  return html`<div class="empty"><h2>What shall I do?</h2>
    ${isModelWanting() ? html`<p>No language model is set up yet, so I only repeat what I hear.
      <a href="#/setup">Set one up</a></p>` : nothing}
    <p>I answer, use tools on this machine, remember what you tell me, and do things on time.</p>
    <div class="examples">${EXAMPLES.map(text => html`<button type="button" @click=${() =>
      session.fill?.(text)}>${text}</button>`)}</div></div>`;
}

// What an answer took.
function footer(item) {
  const id = item.message?.message;
  const usage = id && usages.get(id);
  if (!usage?.output) return nothing;
  const cached = usage.cached ? ` (${Math.round((100 * usage.cached) / usage.input)} % cached)` : '';
  return html`<span>${usage.model}</span><span>${usage.input} tokens in${cached}, ${usage.output} out</span>`;
}

// Asked for once, when it is the newest: whether one saw it being written or comes afterwards.
async function weigh(session, items) {
  const id = items.findLast(one => one.isEnd && one.message)?.message.message;
  if (!id || usages.has(id)) return;
  usages.set(id, null);
  try {
    const { usage } = await get(`/api/messages/${id}`);
    if (usage.modelCalls) usages.set(id, usage);
  } catch {
    return; // It is only a figure: the next answer has its own.
  }
  session.touch();
}

// Says once that an answer is there: what streams by is not read out.
export function settled(session) {
  const last = session.entries.findLast(entry => entry.kind === 'assistant' && entry.text);
  if (last) announce(`Answer finished, ${last.text.trim().split(/\s+/).length} words`);
}

// Seconds are counted while something runs.
setInterval(() => {
  if (state.session?.isRunning) changed();
}, 1_000);
