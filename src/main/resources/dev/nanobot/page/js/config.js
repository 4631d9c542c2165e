// The gateway's settings as the page knows them, and starting the gateway again.
import { retryNow } from './connection.js';
import { Failure, get, post } from './http.js';
import { changed } from './state.js';
import { announce } from './ui.js';

const LOOK_MS = 400;
const BACK_MS = 60_000;

// `data` is what the gateway last said; `isRestarting` while it ends and begins.
export const config = { data: null, isRestarting: false };

export function take(data) {
  config.data = data;
  changed();
  return data;
}

export const loadConfig = async () => take(await get('/api/settings'));

// Whether only the stand-in answers, since nobody has chosen a model.
export const isModelWanting = () => Boolean(config.data?.model.isWanting);

// Starts the gateway again and waits until it is there; returns what is in force then.
export async function restart() {
  const { startedAt } = await post('/api/restart');
  config.isRestarting = true;
  announce('The gateway restarts.');
  changed();
  try {
    const data = await comeBack(startedAt);
    announce(data.trouble ? 'The gateway went back to what it was.' : 'The gateway is back.');
    return data;
  } finally {
    config.isRestarting = false;
    retryNow();
    changed();
  }
}

async function comeBack(startedAt) {
  const end = Date.now() + BACK_MS;
  while (Date.now() < end) {
    await new Promise(resolve => {
      setTimeout(resolve, LOOK_MS);
    });
    try {
      const data = await get('/api/settings');
      if (data.startedAt !== startedAt) return take(data);
    } catch (error) {
      if (!error.isUnreached) throw error;
    }
  }
  throw new Failure(0, 'gone', 'The gateway does not come back. Its log tells why; start it again.', {});
}
