// Comparing and joining texts line by line.

// Steps that lead from one list of lines to another: {kind: same|less|more, line}.
export function diff(before, after) {
  const a = before.split('\n');
  const b = after.split('\n');
  const longest = common(a, b);
  const steps = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      steps.push({ kind: 'same', line: a[i] });
      i += 1;
      j += 1;
    } else if (j >= b.length || (i < a.length && longest[i + 1][j] >= longest[i][j + 1])) {
      steps.push({ kind: 'less', line: a[i++] });
    } else steps.push({ kind: 'more', line: b[j++] });
  }
  return steps;
}

// longest[i][j]: how many lines a[i…] and b[j…] have in common, in order.
function common(a, b) {
  const longest = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      longest[i][j] = a[i] === b[j] ? longest[i + 1][j + 1] + 1 :
        Math.max(longest[i + 1][j], longest[i][j + 1]);
    }
  }
  return longest;
}

// Both changes of one text. Where they touch the same lines, both are there, one after the other.
export function merge(base, mine, theirs) {
  const ours = changes(base, mine);
  const others = changes(base, theirs);
  const lines = base.split('\n');
  const merged = [];
  for (let i = 0; i <= lines.length; i += 1) {
    const added = [...(others.added.get(i) || [])];
    for (const line of ours.added.get(i) || []) if (!added.includes(line)) added.push(line);
    merged.push(...added);
    if (i < lines.length && !ours.gone.has(i) && !others.gone.has(i)) merged.push(lines[i]);
  }
  return merged.join('\n');
}

// What a change takes away, and puts in before each line.
function changes(base, text) {
  const added = new Map();
  const gone = new Set();
  let at = 0;
  for (const { kind, line } of diff(base, text)) {
    if (kind === 'more') added.set(at, [...(added.get(at) || []), line]);
    else {
      if (kind === 'less') gone.add(at);
      at += 1;
    }
  }
  return { added, gone };
}
