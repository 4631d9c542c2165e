// Asking the gateway. A failure is an error with the status and the server's own sentence; status 0
// means that it was not reached.
export class Failure extends Error {
  constructor(status, code, message, body) {
    super(message);
    this.status = status;
    this.code = code;
    this.body = body;
  }

  get isUnreached() {
    return this.status === 0 || this.status === 502 || this.status === 503;
  }
}

let refused = () => {};
let entered = 0; // how often somebody signed in
const asked = new WeakMap(); // response -> how often somebody had signed in when it was asked for

// Called whenever the server does not know who asks.
export function onRefused(then) {
  refused = then;
}

export function signedIn() {
  entered += 1;
}

export async function reach(path, options) {
  const before = entered;
  try {
    const response = await fetch(path, { cache: 'no-store', ...options });
    asked.set(response, before);
    return response;
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new Failure(0, 'unreached', 'The gateway does not answer.', {});
  }
}

export async function failure(response) {
  let body = {};
  try {
    body = await response.json();
  } catch {
    body = {};
  }
  // Who was refused before they signed in, and hears of it late, need not sign in again.
  if (response.status === 401 && asked.get(response) === entered) refused();
  const message = body.error?.message || `The gateway answered ${response.status}.`;
  return new Failure(response.status, body.error?.code || '', message, body);
}

async function call(method, path, body) {
  const options = { method };
  if (body !== undefined) {
    options.headers = { 'Content-Type': 'application/json' };
    options.body = JSON.stringify(body);
  }
  const response = await reach(path, options);
  if (!response.ok) throw await failure(response);
  return response.status === 204 ? {} : response.json();
}

export const get = path => call('GET', path);
export const post = (path, body = {}) => call('POST', path, body);
export const put = (path, body) => call('PUT', path, body);
export const patch = (path, body) => call('PATCH', path, body);
export const del = path => call('DELETE', path);

export const part = encodeURIComponent;
