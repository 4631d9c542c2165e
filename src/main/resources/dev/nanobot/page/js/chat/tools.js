// What a tool's call is called in words, and which of its arguments says the most.
const WORDS = {
  read_file: ['Reading a file', 'Read a file', 'file-text'],
  write_file: ['Writing a file', 'Wrote a file', 'file-text'],
  edit_file: ['Editing a file', 'Edited a file', 'file-text'],
  list_dir: ['Listing a folder', 'Listed a folder', 'folder'],
  find_files: ['Finding files', 'Found files', 'folder'],
  grep: ['Searching files', 'Searched files', 'search'],
  exec: ['Running a command', 'Ran a command', 'terminal'],
  web_search: ['Searching the web', 'Searched the web', 'globe'],
  web_fetch: ['Reading a web page', 'Read a web page', 'globe'],
  message: ['Sending a message', 'Sent a message', 'send'],
  cron: ['Looking after the schedule', 'Looked after the schedule', 'calendar-clock'],
  spawn: ['Giving work away', 'Gave work away', 'bot'],
  subagents: ['Looking after subagents', 'Looked after subagents', 'bot'],
  remember: ['Remembering', 'Remembered', 'brain'],
};
const TELLING = [
  'command', 'path', 'file', 'url', 'query', 'pattern', 'label', 'task', 'text', 'content', 'name',
];
const ARGUMENT_CHARS_MAX = 120;

// `isDone` chooses the tense.
export function purpose(tool, isDone) {
  const words = WORDS[tool];
  if (words) return words[isDone ? 1 : 0];
  const name = tool.replace(/[_-]+/g, ' ');
  return isDone ? `Used ${name}` : `Using ${name}`;
}

export const toolIcon = tool => WORDS[tool]?.[2] || 'wrench';

export function mainArgument(written) {
  const all = parsed(written);
  if (!all) return '';
  const name = TELLING.find(known => typeof all[known] === 'string' && all[known]);
  const value = name ? all[name] : Object.values(all).find(one => typeof one === 'string') || '';
  return value.replace(/\s+/g, ' ').slice(0, ARGUMENT_CHARS_MAX);
}

// Arguments one below the other; text that is no JSON as it is.
export function pretty(written) {
  const all = parsed(written);
  return all ? JSON.stringify(all, null, 2) : written;
}

function parsed(written) {
  try {
    const value = JSON.parse(written || '{}');
    return value && typeof value === 'object' ? value : null;
  } catch {
    return null;
  }
}
