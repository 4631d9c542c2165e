// Markdown as nodes: the library gives tokens, and only what is listed here becomes an element.
// Raw HTML stays text; nothing is loaded from elsewhere.
import { codeBlock } from './code.js';
import { formula, withMaths } from './maths.js';
import { copy, element } from './ui.js';

const markdown = globalThis.markdownit({ html: false, linkify: true });
markdown.linkify.set({ fuzzyLink: false, fuzzyEmail: false });
withMaths(markdown);

const ELEMENTS = new Set([
  'p', 'ul', 'ol', 'li', 'blockquote', 'em', 'strong', 's', 'thead', 'tbody', 'tr', 'th', 'td',
]);
const SCHEMES = new Set(['http:', 'https:', 'mailto:']);
// The page's own headings come first; those of an answer stand below them.
const HEADING_BELOW = 2;
const HEADING_MAX = 6;

// Makes `container` show `text`; blocks that are there already stay as they are.
export function show(container, text) {
  const before = container.shownBlocks || [];
  const after = blocks(text).map((block, i) => {
    const old = before[i];
    if (old && old.source === block.source) return old;
    const made = document.createDocumentFragment();
    build(block.tokens, made);
    return { source: block.source, nodes: [...made.childNodes] };
  });
  let same = 0;
  while (same < after.length && after[same] === before[same]) same += 1;
  for (const block of before.slice(same)) block.nodes.forEach(node => node.remove());
  for (const block of after.slice(same)) container.append(...block.nodes);
  container.shownBlocks = after;
}

export function nodes(text) {
  const container = element('div', 'text');
  container.dir = 'auto';
  show(container, text);
  return container;
}

// The blocks at the top, each with the lines it was read from.
function blocks(text) {
  const lines = text.split('\n');
  const tokens = markdown.parse(text, {});
  const found = [];
  let from = 0;
  tokens.forEach((token, i) => {
    if (token.level !== 0 || token.nesting === 1) return;
    const group = tokens.slice(from, i + 1);
    const [start, end] = group[0].map || [0, lines.length];
    found.push({ source: lines.slice(start, end).join('\n'), tokens: group });
    from = i + 1;
  });
  return found;
}

function build(tokens, parent) {
  const open = [parent];
  for (const token of tokens) {
    const top = open.at(-1);
    if (token.type === 'inline') build(token.children, top);
    else if (token.nesting === 1) open.push(opened(token, top));
    else if (token.nesting === -1) open.pop();
    else leaf(token, top);
  }
}

// Returns where the children go.
function opened(token, top) {
  if (token.hidden) return top;
  if (token.type === 'heading_open') {
    const level = Math.min(Number(token.tag.slice(1)) + HEADING_BELOW, HEADING_MAX);
    return added(top, element(`h${level}`, `h${token.tag.slice(1)}`));
  }
  if (token.type === 'table_open') return table(top);
  if (token.type === 'link_open') return link(top, token.attrGet('href') || '');
  if (!ELEMENTS.has(token.tag)) return top;
  const made = element(token.tag);
  const start = token.attrGet('start');
  if (start) made.start = Number(start);
  const align = /text-align:(\w+)/.exec(token.attrGet('style') || '');
  if (align) made.className = `to-${align[1]}`;
  return added(top, made);
}

function added(top, child) {
  top.append(child);
  return child;
}

function leaf(token, top) {
  switch (token.type) {
    case 'fence':
    case 'code_block':
      top.append(codeBlock(token.content, token.info || ''));
      break;
    case 'code_inline':
      top.append(element('code', '', token.content));
      break;
    case 'math':
      top.append(formula(token.content, token.block));
      break;
    case 'image':
      image(top, token);
      break;
    case 'hr':
      top.append(element('hr'));
      break;
    case 'hardbreak':
      top.append(element('br'));
      break;
    case 'softbreak':
      top.append('\n');
      break;
    default:
      top.append(token.content);
  }
}

function link(top, href) {
  const scheme = schemeOf(href);
  if (!SCHEMES.has(scheme)) return added(top, element('span'));
  const made = element('a');
  made.href = href;
  made.target = '_blank';
  made.rel = 'noreferrer noopener';
  return added(top, made);
}

function schemeOf(href) {
  try {
    return new URL(href).protocol;
  } catch {
    return '';
  }
}

// An image of a model's text is not loaded: its address may carry away what the model knows.
function image(top, token) {
  const source = token.attrGet('src') || '';
  const inner = link(top, source);
  const host = SCHEMES.has(schemeOf(source)) ? ` (${new URL(source).host})` : '';
  inner.append(`Image: ${token.content || 'without a name'}${host}`);
}

function table(top) {
  const made = element('table');
  const scroll = element('div', 'table', made);
  scroll.tabIndex = 0;
  scroll.setAttribute('role', 'region');
  scroll.setAttribute('aria-label', 'Table');
  const button = element('button', 'quiet small', 'Copy table');
  button.type = 'button';
  button.addEventListener('click', () => copy(tabbed(made), button));
  top.append(element('div', 'table-place', scroll, button));
  return made;
}

const tabbed = made =>
  [...made.rows].map(row => [...row.cells].map(cell => cell.textContent).join('\t')).join('\n');
