// Formulas: $…$ and \(…\) in a line, $$…$$ and \[…\] as a block. KaTeX comes when the first one does.
let katex;

function loaded() {
  katex ||= import('../lib/katex/dist/katex.min.js').then(() => globalThis.katex);
  return katex;
}

// An element with the formula; its source until the library is there, and where it is none.
export function formula(source, isBlock) {
  const place = document.createElement(isBlock ? 'div' : 'span');
  place.className = isBlock ? 'math block' : 'math';
  place.textContent = source;
  if (isBlock) {
    place.tabIndex = 0;
    place.setAttribute('role', 'group');
    place.setAttribute('aria-label', 'Formula');
  }
  loaded().then(library => {
    library.render(source, place, {
      displayMode: isBlock,
      output: 'mathml',
      throwOnError: false,
      strict: 'ignore',
      trust: false,
      maxExpand: 200,
      maxSize: 20,
    });
  }).catch(() => {
    katex = undefined; // The source stays, and the next formula asks for the library again.
  });
  return place;
}

function token(state, source, isBlock) {
  const made = state.push('math', 'math', 0);
  made.content = source;
  made.block = isBlock;
}

// In "$5 and $6" are no formulas: the first dollar stands before a letter or sign, the last one
// neither behind a space nor before a digit.
function dollars(state, silent) {
  const { src, pos } = state;
  if (src[pos] !== '$') return false;
  const isBlock = src[pos + 1] === '$';
  const mark = isBlock ? '$$' : '$';
  const start = pos + mark.length;
  if (!isBlock && /\s|^$/.test(src[start] ?? '')) return false;
  for (let end = src.indexOf(mark, start); end > start; end = src.indexOf(mark, end + 1)) {
    if (src[end - 1] === '\\') continue;
    const next = src[end + mark.length] ?? '';
    if (!isBlock && (/\s/.test(src[end - 1]) || /[0-9]/.test(next))) return false;
    if (!silent) token(state, src.slice(start, end).trim(), isBlock);
    state.pos = end + mark.length;
    return true;
  }
  return false;
}

function brackets(state, silent) {
  const { src, pos } = state;
  if (src[pos] !== '\\' || (src[pos + 1] !== '(' && src[pos + 1] !== '[')) return false;
  const isBlock = src[pos + 1] === '[';
  const end = src.indexOf(isBlock ? '\\]' : '\\)', pos + 2);
  if (end < 0) return false;
  if (!silent) token(state, src.slice(pos + 2, end).trim(), isBlock);
  state.pos = end + 2;
  return true;
}

// A formula of several lines, which paragraphs would tear apart at `=` or `-`.
function block(state, startLine, endLine, silent) {
  const text = line => state.src.slice(state.bMarks[line] + state.tShift[line], state.eMarks[line]);
  const first = text(startLine);
  const open = first.startsWith('$$') ? '$$' : first.startsWith('\\[') ? '\\[' : '';
  if (!open) return false;
  const close = open === '$$' ? '$$' : '\\]';
  let source = first.slice(2);
  let line = startLine;
  while (!source.trimEnd().endsWith(close)) {
    line += 1;
    if (line >= endLine) return false;
    source += `\n${text(line)}`;
  }
  if (silent) return true;
  const made = state.push('math', 'math', 0);
  made.content = source.trimEnd().slice(0, -2).trim();
  made.block = true;
  made.map = [startLine, line + 1];
  state.line = line + 1;
  return true;
}

export function withMaths(markdown) {
  markdown.inline.ruler.before('escape', 'math', (parsing, silent) =>
    dollars(parsing, silent) || brackets(parsing, silent));
  markdown.block.ruler.before('fence', 'math', block, {
    alt: ['paragraph', 'reference', 'blockquote', 'list'],
  });
}
