// One session as the gateway tells it: what is durable comes once, in order, from a position on;
// what is live is void when it has become durable.
import { connection, down, pause, up } from '../connection.js';
import { follow } from '../sse.js';
import { get, part } from '../http.js';
import { changed, state } from '../state.js';
import { seen } from './outbox.js';
import { summaryOf } from './sessions.js';

const PAGE = 200;
const SAME_CHARS = 40;
const LAST = Number.MAX_SAFE_INTEGER;
const nothingLive = () => ({ text: '', thinking: '', calls: new Map(), since: 0 });

export class Session {
  constructor(key) {
    this.key = key;
    this.path = `/api/sessions/${part(key)}`;
    this.ended = new AbortController();
    this.clear();
  }

  clear() {
    this.entries = [];
    this.said = [];
    this.partials = []; // what stopped turns had written that another process ended
    this.heard = [];
    this.standing = {};
    this.branches = new Map(); // turn -> it and its siblings, where it has some
    this.live = nothingLive();
    this.position = '';
    this.isLoaded = false;
    this.isWhole = false;
    this.wasThere = false;
    this.version = 0; // grows with every durable change
  }

  // Somebody deleted it, and nobody has said anything in it since.
  get isGone() {
    return this.standing.head === undefined && (this.wasThere || this.heard.length > 0);
  }

  get isRunning() {
    return Boolean(this.standing.turn);
  }

  close() {
    this.ended.abort();
  }

  async open() {
    const { signal } = this.ended;
    while (!signal.aborted) {
      try {
        if (!this.isLoaded) await this.load();
        await this.read(signal);
      } catch (error) {
        if (signal.aborted || error.status === 401) return;
        if (error.status === 404 || error.status === 400) return this.refuse(error);
        if (!this.isReloading) down();
      }
      if (this.isReloading) this.isReloading = false;
      else if (!signal.aborted) await pause();
    }
  }

  refuse(error) {
    this.trouble = error.message;
    this.isLoaded = true;
    changed();
  }

  async load() {
    // One that nothing was said in is not there yet: its first words come as events.
    const isThere = summaryOf(this.key) !== undefined;
    const { entries } = isThere ?
      await get(`${this.path}/entries?before=${LAST}&limit=${PAGE}`) : { entries: [] };
    this.entries = entries;
    this.isWhole = entries.length < PAGE;
    this.position = `${entries.at(-1)?.seq ?? 0}.0`;
    this.said = [];
    this.isLoaded = true;
    this.touch();
  }

  async read(signal) {
    this.reading = new AbortController();
    const either = AbortSignal.any([signal, this.reading.signal]);
    // A branch is told of when there is one.
    this.branches = new Map();
    await follow(`${this.path}/events?after=${this.position}`, either, () => {
      this.live = nothingLive();
      up();
      changed();
    }, (name, data, id) => this.take(name, data, id));
  }

  // What is shown is void: all of it is asked for again.
  reload() {
    this.isReloading = true;
    this.isLoaded = false;
    this.reading.abort();
  }

  take(name, data, id) {
    if (!connection.isUp) up();
    if (this.isReloading) return; // It was sent before, and is void.
    if (id) this.position = id;
    switch (name) {
      case 'entry':
        if (data.kind === 'assistant') this.settleOn(data);
        this.entries.push(data);
        break;
      case 'said':
        this.said.push(data);
        break;
      case 'standing':
        this.stand(data);
        break;
      case 'branches':
        this.branches = new Map(data.map(one => [one.turn, one.siblings]));
        break;
      case 'messages':
        this.heard = data;
        seen(new Set(data.map(one => one.id)));
        break;
      default:
        this.show(name, data);
        changed();
        return;
    }
    this.touch();
  }

  stand(data) {
    const before = this.standing;
    this.standing = data;
    if (data.head === undefined) this.forget();
    else this.wasThere = true;
    const isUndone = before.undone !== undefined && data.undone !== before.undone;
    const isOther = data.head !== undefined && data.head < (this.entries.at(-1)?.seq ?? 0);
    if (!this.isGone && (isUndone || isOther)) this.reload();
    if (data.turn && data.turn !== before.turn) this.startedAt = Date.now();
    state.onStanding?.(this, before);
  }

  // What is shown was deleted elsewhere.
  forget() {
    Object.assign(this, { entries: [], said: [], partials: [], live: nothingLive(), isWhole: true });
  }

  // An entry takes the place of what was live, or says that it came to no end.
  settleOn(entry) {
    const { text } = this.live;
    if (text && !entry.text.startsWith(text.trim().slice(0, SAME_CHARS))) {
      this.partials.push({ turn: entry.turn, at: entry.at, text });
    }
    this.live = { ...nothingLive(), calls: this.live.calls };
  }

  show(name, data) {
    const { live } = this;
    if (name === 'text.delta') live.text += data.text;
    else if (name === 'thinking.delta') {
      live.thinking += data.text;
      live.since ||= Date.now();
    } else if (name === 'discarded') Object.assign(live, { text: '', thinking: '' });
    else if (name === 'settled') this.live = nothingLive();
    else if (name === 'tool.started') {
      live.calls.set(data.call, { ...data, id: data.call, startedAt: Date.now() });
    } else if (name === 'tool.finished') {
      const call = live.calls.get(data.call) || { ...data, id: data.call, arguments: '' };
      const tookMs = call.startedAt ? Date.now() - call.startedAt : undefined;
      live.calls.set(data.call, { ...call, result: data, tookMs });
    }
  }

  touch() {
    this.version += 1;
    changed();
  }

  // Loads what was said before what is shown.
  async earlier() {
    const first = this.entries[0]?.seq;
    if (this.isWhole || !first || this.isFetching) return;
    this.isFetching = true;
    try {
      const { entries } = await get(`${this.path}/entries?before=${first}&limit=${PAGE}`);
      this.entries = [...entries, ...this.entries];
      this.isWhole = entries.length < PAGE;
    } finally {
      this.isFetching = false;
      this.touch();
    }
  }
}
