// The control words that the gateway knows, offered while one types them.
import { get } from '../http.js';

let commands = [];

export async function loadCommands() {
  ({ commands } = await get('/api/commands'));
}

// Those that begin like `text`: only as the first word of a single line.
export function matching(text) {
  if (!/^\/[a-z-]*$/i.test(text)) return [];
  const start = text.slice(1).toLowerCase();
  return commands.filter(command => command.name.startsWith(start));
}

// Whether the gateway takes `text` as a control word: such a one takes no files.
export const isOrder = text => /^\/[a-z][a-z-]{0,31}(@\S*)?(\s|$)/i.test(text);

export const allCommands = () => commands;
