// Server-sent events over fetch: unlike EventSource it tells the status, and waits as we say.
import { failure, reach } from './http.js';

// The server writes at least every fifteen seconds: after this silence the line is dead.
const SILENCE_MS = 40_000;

export async function follow(path, signal, opened, take) {
  const quiet = new AbortController();
  const response = await reach(path, {
    headers: { Accept: 'text/event-stream' },
    signal: AbortSignal.any([signal, quiet.signal]),
  });
  if (!response.ok) throw await failure(response);
  opened();
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  const lines = lineSplitter();
  let event = { name: 'message', id: '', data: '' };
  while (true) {
    const timer = setTimeout(() => quiet.abort(), SILENCE_MS);
    const { value, done } = await reader.read().finally(() => clearTimeout(timer));
    if (done) return;
    for (const line of lines(value)) {
      if (line === '') {
        if (event.data) take(event.name, JSON.parse(event.data), event.id);
        event = { name: 'message', id: '', data: '' };
      } else if (line.startsWith('event: ')) event.name = line.slice(7);
      else if (line.startsWith('id: ')) event.id = line.slice(4);
      else if (line.startsWith('data: ')) event.data += line.slice(6);
    }
  }
}

function lineSplitter() {
  let rest = '';
  return text => {
    const lines = (rest + text).split('\n');
    rest = lines.pop();
    return lines;
  };
}
