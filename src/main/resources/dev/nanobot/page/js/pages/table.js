// A table that is a list of cards on a phone.
import { html, nothing, repeat } from '../lit.js';

// `columns` are {name, of, kind}: kind is `subject`, `state`, `number`, or a plain cell.
export function table(label, columns, rows, keyOf) {
  if (!rows.length) return html`<p class="none">Nothing here.</p>`;
  return html`<div class="grid" role="region" aria-label=${label} tabindex="0"><table>
    <thead><tr>${columns.map(column => html`<th scope="col" class=${column.kind || ''}>${
      column.name || html`<span class="unseen">Actions</span>`}</th>`)}</tr></thead>
    <tbody>${repeat(rows, keyOf, row => html`<tr @keydown=${walk}>${columns.map(column => html`<td
      class=${column.kind || ''} data-name=${column.name || nothing}>${column.of(row)}</td>`)}</tr>`)}</tbody>
  </table></div>`;
}

// j and k go from row to row.
function walk(event) {
  const step = { j: 'nextElementSibling', k: 'previousElementSibling' }[event.key];
  if (!step || event.target.closest('input, textarea, select')) return;
  const next = event.currentTarget[step]?.querySelector('a, button');
  if (!next) return;
  next.focus();
  event.preventDefault();
}
