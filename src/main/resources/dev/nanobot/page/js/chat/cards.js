// How the items of a timeline look.
import { html, nothing, repeat } from '../lit.js';
import { coloured } from '../code.js';
import { nodes } from '../markdown.js';
import { atClock, atExact, took } from '../time.js';
import { changed } from '../state.js';
import { copy, element, icon, iconButton } from '../ui.js';
import { media } from './media.js';
import { mainArgument, pretty, purpose, toolIcon } from './tools.js';

const LINES_SHOWN = 200;
const FOLD_FROM = 3;
const CALL_WORDS = {
  running: 'running', ok: 'ok', failed: 'failed', stopped: 'stopped', unknown: 'outcome unknown',
};

// Text is made into nodes once; what is shown again is the same node.
const made = new Map();

function textOf(item) {
  const known = made.get(item.key);
  if (known?.text === item.text) return known.node;
  const node = nodes(item.text);
  made.set(item.key, { text: item.text, node });
  return node;
}

export const forgetTexts = () => made.clear();

const time = at => html`<time datetime=${at} title=${atExact(at)}>${atClock(at)}</time>`;

export const answer = (item, footer, acts = nothing) => html`<article class="answer" tabindex="-1"
  aria-label="Answer, ${atClock(item.at)}" data-key=${item.key}>
  ${textOf(item)}
  ${item.isPartial ? html`<p class="mark meta">${icon('square')}Stopped while it wrote this</p>` : nothing}
  ${item.isEnd ? html`<footer class="meta">
    ${time(item.at)}
    ${item.tookMs ? html`<span>${took(item.tookMs)}</span>` : nothing}
    ${footer}
    <span class="acts">
      <button type="button" class="quiet small" @click=${event =>
        copy(item.text, event.currentTarget)}>${icon('copy')}<span class="label">Copy</span></button>
      ${acts}
      ${item.message ? html`<a class="quiet small" href="#/messages/${item.message.message}">${
        icon('activity')}Trace</a>` : nothing}
    </span></footer>` : nothing}
</article>`;

export const thinking = item => html`<details class="card thinking">
  <summary>${icon('brain')}<span class="what">Thought about it</span></summary>
  <div class="inside text">${item.text}</div></details>`;

export const liveThinking = live => html`<details class="card thinking">
  <summary>${icon('brain')}<span class="what">Thinking: ${lastLine(live.thinking)}</span></summary>
  <div class="inside text">${live.thinking}</div></details>`;

const lastLine = text => text.trimEnd().split('\n').at(-1).slice(-200);

// Three or more calls are one line, until somebody wants to see them; a failed one is named in it.
export function calls(item) {
  const cards = repeat(item.calls, call => call.key, callCard);
  const isBusy = item.calls.some(call => call.state === 'running');
  if (item.calls.length < FOLD_FROM) return html`<div class="calls">${cards}</div>`;
  const failed = item.calls.filter(call => call.state === 'failed');
  return html`<details class="card steps" ?open=${isBusy || failed.length > 0}>
    <summary>${icon('wrench')}<span class="what">${item.calls.length} steps</span>
      <span class="state">${failed.length ? html`<b class="failed">${failed.length} failed</b>` :
        isBusy ? 'running' : 'ok'}</span></summary>
    <div class="calls">${cards}</div></details>`;
}

function callCard(call) {
  const isDone = call.state !== 'running';
  const argument = mainArgument(call.arguments);
  return html`<details class="card call">
    <summary>${icon(toolIcon(call.tool))}
      <span class="what">${purpose(call.tool, isDone)}
        ${argument ? html`<code>${argument}</code>` : nothing}</span>
      <span class="state"><b class=${call.state}>${CALL_WORDS[call.state]}</b>${
        call.tookMs !== undefined ? ` · ${took(call.tookMs)}` : ''}</span></summary>
    <div class="inside">
      ${section('Arguments', pretty(call.arguments), 'json')}
      ${call.result ? section(call.result.failed ? 'Error' : 'Result', call.result.text, '') :
        html`<p class="meta">No result${isDone ? '' : ' yet'}.</p>`}
      <p class="meta"><code>${call.tool}</code> · call <code>${call.id}</code></p>
    </div></details>`;
}

const whole = new Set(); // texts that somebody wants to see all of

function section(name, text, language) {
  const lines = text.split('\n');
  const isCut = lines.length > LINES_SHOWN && !whole.has(text);
  const shown = isCut ? lines.slice(0, LINES_SHOWN).join('\n') : text;
  return html`<div class="io">
    <div class="code-head"><span>${name}</span><span class="row">
      <button type="button" class="quiet small" @click=${event =>
        copy(text, event.currentTarget)}>Copy</button>
      <button type="button" class="quiet small" @click=${() => download(name, text)}>Download</button>
    </span></div>
    <pre tabindex="0" role="region" aria-label=${name}><code>${
      language ? coloured(shown, language) : shown}</code></pre>
    ${isCut ? html`<button type="button" class="link" @click=${() => {
      whole.add(text);
      changed();
    }}>Show all ${lines.length} lines</button>` : nothing}</div>`;
}

export function download(name, text, type = 'text/plain') {
  const link = element('a');
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = `${name.toLowerCase().replace(/[^a-z0-9.]+/g, '-')}${/\./.test(name) ? '' : '.txt'}`;
  link.click();
  URL.revokeObjectURL(link.href);
}

export const said = item => html`<article class="said" aria-label="Notice, ${atClock(item.at)}">
  ${textOf(item)}<footer class="meta">${time(item.at)}</footer></article>`;

export const order = item => html`<p class="order"><code>${item.text}</code></p>`;

export const divider = () => html`<p class="divider"><span>New conversation: the agent does not see
  what is above</span></p>`;

// A message of a person. `label` is {icon, text, kind}; `acts` are buttons.
export const userMessage = (item, label, acts, branches = nothing) => html`<article class="user" tabindex="-1"
  data-key=${item.key} aria-label="You, ${atClock(item.at)}${label ? `, ${label.text}` : ''}">
  ${item.text ? html`<div class="bubble" dir="auto">${item.text}</div>` : nothing}
  ${media(item.media)}
  <footer class="meta">
    ${acts.length ? html`<span class="acts">${acts}</span>` : nothing}
    ${branches}
    ${isOther(item.entry) ? html`<span>${item.entry.sender}</span>` : nothing}
    ${time(item.at)}
    ${label ? html`<span class="mark ${label.kind || ''}">${label.icon ? icon(label.icon) : nothing}${
      label.text}</span>` : nothing}
  </footer></article>`;

// The owner at this machine needs no name.
const isOther = entry => Boolean(entry?.sender) && !entry.sender.endsWith(':local');

export const act = (name, label, click, more = '') =>
  iconButton(name, label, click, { class: `tiny ${more}` });
