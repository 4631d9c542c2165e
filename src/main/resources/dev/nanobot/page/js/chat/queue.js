// Messages that the gateway has accepted and the agent has not read yet.
import { html, nothing, repeat } from '../lit.js';
import { icon, iconButton } from '../ui.js';
import { withdraw } from './deeds.js';
import { named } from './media.js';

export function queue(session) {
  const waiting = session.heard.filter(message => message.state === 'new');
  if (!waiting.length) return nothing;
  return html`<section class="queue" aria-label="Waiting messages">
    <p class="meta">${waiting.length === 1 ? 'Accepted: the agent reads it next' :
      `${waiting.length} accepted messages wait`}</p>
    <ol>${repeat(waiting, one => one.message, (one, i) => html`<li>
      <span class="place">${i + 1}</span><span class="words-of" dir="auto">${one.text}</span>
      ${one.media.length ? html`<span class="mark meta" title=${named(one.media)}>${icon('paperclip')}${
        one.media.length}<span class="unseen"> files: ${named(one.media)}</span></span>` : nothing}
      ${iconButton('pencil', 'Take back and edit', () => withdraw(session, one, true), { class: 'tiny' })}
      ${iconButton('x', 'Take back', () => withdraw(session, one, false), { class: 'tiny' })}
    </li>`)}</ol></section>`;
}
