// What a session's entries, remarks and messages look like one below the other, as plain data.

// Returns items in the order they are shown; each has a `key` that stays the same.
export function timeline(session) {
  const results = new Map();
  for (const entry of session.entries) {
    if (entry.kind === 'result') results.set(`${entry.turn} ${entry.call}`, entry);
  }
  const heard = heardByTurn(session.heard);
  const items = [];
  for (const entry of session.entries) {
    const running = entry.turn === session.standing.turn;
    if (entry.kind === 'user') items.push(userItem(entry, heard));
    else if (entry.kind === 'assistant') {
      items.push(...assistantItems(entry, results, running, session.live));
    }
  }
  markEnds(items, session.standing.turn);
  return divided(mixed(items, aside(session, heard)), session.standing.afterTurn);
}

function heardByTurn(messages) {
  const byTurn = new Map();
  for (const message of messages) {
    if (!message.turn) continue;
    if (!byTurn.has(message.turn)) byTurn.set(message.turn, []);
    byTurn.get(message.turn).push({ message, isShown: false });
  }
  return byTurn;
}

function userItem(entry, heard) {
  const of = (heard.get(entry.turn) || []).find(
    one => !one.isShown && isOf(entry, one.message),
  );
  if (of) of.isShown = true;
  return { type: 'user', key: `e${entry.seq}`, at: entry.at, turn: entry.turn, entry,
    text: entry.text, media: entry.media, message: of?.message };
}

// An entry has more text than its message where somebody spoke: then they have the same files.
function isOf(entry, message) {
  const names = of => of.media.map(one => one.id).join();
  return message.text.trim() === entry.text.trim() ||
    (message.media.length > 0 && names(message) === names(entry));
}

function assistantItems(entry, results, isRunning, live) {
  const items = [];
  const base = { at: entry.at, turn: entry.turn, seq: entry.seq };
  if (entry.thinking) {
    items.push({ type: 'thinking', key: `t${entry.seq}`, text: entry.thinking, ...base });
  }
  if (entry.text) items.push({ type: 'answer', key: `e${entry.seq}`, text: entry.text, ...base });
  if (entry.calls.length) {
    const calls = entry.calls.map(call => callOf(call, entry, results, isRunning, live));
    items.push({ type: 'calls', key: `c${entry.seq}`, calls, ...base });
  }
  return items;
}

function callOf(call, entry, results, isRunning, live) {
  const shown = live.calls.get(call.id);
  const result = results.get(`${entry.turn} ${call.id}`) || (isRunning && shown?.result) || null;
  return { ...call, key: `${entry.seq} ${call.id}`, result, tookMs: tookOf(entry, result, shown),
    state: callState(result, isRunning) };
}

function tookOf(entry, result, shown) {
  if (result?.at) return new Date(result.at) - new Date(entry.at);
  return shown?.tookMs;
}

function callState(result, isRunning) {
  if (!result) return isRunning ? 'running' : 'stopped';
  if (result.failed && /its outcome is unknown/.test(result.text)) return 'unknown';
  return result.failed ? 'failed' : 'ok';
}

// Calls that follow each other are one group, and the last answer of a turn has the turn's footer.
function markEnds(items, runningTurn) {
  for (let i = items.length - 1; i > 0; i -= 1) {
    if (items[i].type === 'calls' && items[i - 1].type === 'calls') {
      items[i - 1].calls.push(...items[i].calls);
      items.splice(i, 1);
    }
  }
  const starts = new Map(); // what each turn was begun by
  const ends = new Map();
  for (const item of items) {
    if (item.type === 'user' && !starts.has(item.turn)) starts.set(item.turn, item);
    if (item.type === 'answer') ends.set(item.turn, item);
  }
  for (const item of starts.values()) item.isFirst = true;
  for (const [turn, item] of ends) {
    if (turn === runningTurn) continue;
    item.isEnd = true;
    item.message = starts.get(turn)?.message;
    item.isAnswer = starts.has(turn); // to something that was said, and can be said again
    item.tookMs = starts.has(turn) ? new Date(item.at) - new Date(starts.get(turn).at) : 0;
  }
}

// Remarks, control words, and messages that are in no transcript.
function aside(session, heard) {
  const first = session.isWhole ? '' : session.entries[0]?.at || '';
  const items = [];
  const stops = stopsOf(session);
  for (const message of session.heard) {
    // One that a turn has ended is among the entries, or was taken back.
    const isOver = message.turn && message.state !== 'taken';
    if (message.state === 'new' || isOver || message.at < first) continue;
    if (!message.text && !message.media.length) continue; // Its words were deleted.
    const turn = (heard.get(message.turn) || []).find(one => one.message === message);
    if (turn?.isShown) continue;
    const isOrder = message.state === 'answered' && !message.turn;
    if (isOrder && stops.has(message.message)) continue;
    items.push({ type: isOrder ? 'order' : 'user', key: `m${message.message}`, at: message.at,
      turn: message.turn, text: message.text, media: message.media, message });
  }
  const left = leftTurns(session);
  for (const said of session.said) {
    if (said.at < first || left.has(said.turn) || stops.has(said.cause)) continue;
    items.push({ type: 'said', key: `s${said.id}`, at: said.at, turn: said.turn, text: said.text,
      said });
  }
  for (const partial of session.partials) {
    items.push({ type: 'answer', key: `p${partial.turn}`, isPartial: true, ...partial });
  }
  return items.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

// Words that stopped something: what they stopped says so itself.
function stopsOf(session) {
  const stopping = session.said.filter(said => said.text.startsWith('Stopped.'));
  const causes = new Set(stopping.map(said => said.cause));
  return new Set(session.heard.filter(one => one.text === '/stop' && causes.has(one.message))
    .map(one => one.message));
}

// Turns that have ended and are not among the entries: they are on another branch.
function leftTurns(session) {
  const shown = new Set(session.entries.map(entry => entry.turn));
  const over = session.heard.filter(one => one.turn && one.state !== 'taken');
  return new Set(over.map(one => one.turn).filter(turn => !shown.has(turn)));
}

function mixed(items, others) {
  const all = [];
  let next = 0;
  for (const item of items) {
    // What a stopped turn had written stands above the words that it was stopped.
    while (next < others.length && isBefore(others[next], item)) all.push(others[next++]);
    all.push(item);
  }
  return all.concat(others.slice(next));
}

const isBefore = (other, item) =>
  other.at < item.at || (other.isPartial && other.at === item.at && item.type === 'answer');

// Where a new conversation began: the agent is told nothing of what stands above.
function divided(items, afterTurn) {
  if (!afterTurn) return items;
  let last = -1;
  items.forEach((item, i) => {
    if (item.turn && item.turn <= afterTurn) last = i;
  });
  if (last < 0) return items;
  return [...items.slice(0, last + 1), { type: 'divider', key: 'divider' },
    ...items.slice(last + 1)];
}
