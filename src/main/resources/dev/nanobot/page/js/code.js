// Code, coloured from the highlighter's own tree: no HTML is made of what a model wrote.
import { copy, element } from './ui.js';

const COLOURED_CHARS_MAX = 50_000;
const TABS = /\t/g;

export function codeBlock(source, language) {
  const name = language.split(/\s/)[0];
  const code = element('code');
  code.append(...coloured(source, name));
  const lines = element('pre', '', code);
  lines.tabIndex = 0;
  lines.setAttribute('role', 'region');
  lines.setAttribute('aria-label', name ? `Code, ${name}` : 'Code');
  const button = element('button', 'quiet small', 'Copy');
  button.type = 'button';
  button.addEventListener('click', () => copy(source, button));
  const head = element('div', 'code-head', element('span', '', name || 'text'), button);
  return element('div', 'code', head, lines);
}

export function coloured(source, language) {
  const text = source.replace(TABS, '    ').replace(/\n$/, '');
  const library = globalThis.hljs;
  if (!library?.getLanguage(language) || text.length > COLOURED_CHARS_MAX) return [text];
  const tree = library.highlight(text, { language, ignoreIllegals: true })._emitter.rootNode;
  return tree.children.map(node);
}

function node(part) {
  if (typeof part === 'string') return document.createTextNode(part);
  const span = element('span', className(part.scope || part.language || ''));
  span.append(...part.children.map(node));
  return span;
}

// `title.function` becomes two classes, as in the library's own themes.
const className = scope =>
  scope.split('.').map((word, i) => (i === 0 ? `hljs-${word}` : `${word}_`)).join(' ');
