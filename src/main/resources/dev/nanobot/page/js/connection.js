// Whether the gateway is there, said once for the whole page, and when it is tried again.
import { changed } from './state.js';

const WAITS_S = [1, 2, 4, 8, 15];
const JITTER = 0.2;
const BANNER_MS = 5_000;

export const connection = { isUp: true, since: Date.now(), retryAt: 0, tries: 0 };
let wake = () => {};
const returned = new Set();

// Called each time the gateway is reached again.
export function onReturn(then) {
  returned.add(then);
}

export function up() {
  const wasDown = !connection.isUp;
  Object.assign(connection, { isUp: true, tries: 0, retryAt: 0 });
  if (!wasDown) return;
  for (const then of returned) then();
  changed();
}

export function down() {
  if (connection.isUp) {
    Object.assign(connection, { isUp: false, since: Date.now() });
    setTimeout(changed, BANNER_MS + 50);
  }
  changed();
}

export const isBannerDue = () =>
  !connection.isUp && Date.now() - connection.since >= BANNER_MS;

// Waits for the next try; earlier when somebody asks, the network is back, or the page is seen.
export function pause() {
  const base = WAITS_S[Math.min(connection.tries, WAITS_S.length - 1)] * 1_000;
  connection.tries += 1;
  const wait = base * (1 - JITTER + 2 * JITTER * Math.random());
  connection.retryAt = Date.now() + wait;
  return new Promise(resolve => {
    const timer = setTimeout(resolve, wait);
    wake = () => {
      clearTimeout(timer);
      resolve();
    };
  });
}

export function retryNow() {
  connection.tries = 0;
  wake();
}

export function label() {
  if (connection.isUp) return 'Connected';
  if (!navigator.onLine) return 'Offline';
  const left = Math.ceil((connection.retryAt - Date.now()) / 1_000);
  return left > 0 ? `Reconnecting (${left} s)` : 'Reconnecting';
}

setInterval(() => {
  if (!connection.isUp) changed();
}, 1_000);
addEventListener('online', retryNow);
addEventListener('offline', down);
document.addEventListener('visibilitychange', () => {
  if (!document.hidden) retryNow();
});
