// The frame of all pages: side, head, banner, and what the address names.
import { html, nothing } from './lit.js';
import { chatPage, chatTitle } from './chat/chat.js';
import { config } from './config.js';
import { connection, isBannerDue, label, retryNow } from './connection.js';
import { pageOf, titleOf } from './pages/pages.js';
import { sidebar } from './sidebar.js';
import { changed, state } from './state.js';
import { icon, iconButton, noticesView } from './ui.js';
import { unsentCount } from './chat/outbox.js';

state.closeDrawer = () => {
  state.isDrawerOpen = false;
  changed();
};

function openDrawer() {
  state.isDrawerOpen = true;
  changed();
  requestAnimationFrame(() => document.querySelector('.sidebar a')?.focus());
}

export function app() {
  const isChat = state.route.page === 'chat';
  return html`<div class="shell ${state.isDrawerOpen ? 'with-drawer' : ''} ${
    state.isSideHidden ? 'no-side' : ''}">
    <a class="skip" href="#main" @click=${skip}>Skip to the content</a>
    ${sidebar()}
    <div class="shade" @click=${state.closeDrawer}></div>
    <div class="main">
      <header class="head">
        ${iconButton('menu', 'Chats and pages', openDrawer, { class: 'drawer-only',
          expanded: String(state.isDrawerOpen) })}
        ${isChat ? chatTitle() : html`<h1>${titleOf(state.route)}</h1>`}
        <button type="button" class="pill ${connection.isUp ? 'up' : 'down'}" @click=${retryNow}
          ?disabled=${connection.isUp}><span class="light" aria-hidden="true"></span>${label()}</button>
      </header>
      ${banner()}
      <main id="main" tabindex="-1">${isChat ? chatPage() : pageOf(state.route)}</main>
    </div>
    ${noticesView()}
  </div>`;
}

function skip(event) {
  event.preventDefault();
  document.getElementById('main').focus();
}

function banner() {
  if (state.isOutdated) {
    return html`<div class="banner">The gateway was updated. <button type="button" class="link"
      @click=${() => location.reload()}>Reload to update</button></div>`;
  }
  if (config.isRestarting) {
    return html`<div class="banner"><span class="ring" aria-hidden="true"></span>Restarting. What runs comes to its
      next step first, and goes on afterwards.</div>`;
  }
  if (!isBannerDue()) return nothing;
  const count = unsentCount();
  const waits = count === 0 ? 'What you write is kept on this device.' :
    count === 1 ? 'One message is kept on this device and sent when it is back.' :
      `${count} messages are kept on this device and sent when it is back.`;
  return html`<div class="banner">${icon('triangle-alert')}<span>The gateway does not answer. ${waits}</span>
    <button type="button" class="link" @click=${retryNow}>Retry now</button></div>`;
}
