// A plot of days, drawn by a library that comes when the first plot does. Its colours are those of
// the theme, so it is drawn anew when that changes.
import { html, ref } from '../lit.js';
import { state } from '../state.js';
import { element } from '../ui.js';

const HEIGHT_PX = 200;
const plots = new Map();
let library;

function loaded() {
  library ||= import('../../lib/uplot/dist/uPlot.esm.js').then(module => {
    const sheet = element('link');
    sheet.rel = 'stylesheet';
    sheet.href = `/assets/${state.version}/lib/uplot/dist/uPlot.min.css`;
    document.head.append(sheet);
    return module.default;
  });
  return library;
}

export function plot(title, days, series) {
  const key = JSON.stringify([days, series]);
  return html`<figure class="panel plot"><figcaption>${title}</figcaption>
    <div aria-hidden="true" ${ref(place => {
      if (place) draw(title, place, days, series, key);
    })}></div></figure>`;
}

async function draw(title, place, days, series, key) {
  const known = plots.get(title);
  if (known?.place === place && known.key === key) return;
  const mine = { place, key };
  plots.set(title, mine);
  try {
    const Plot = await loaded();
    if (plots.get(title) !== mine) return;
    known?.plot?.destroy();
    mine.plot = new Plot(options(place, series), data(days, series), place);
    mine.again = () => {
      mine.plot.destroy();
      mine.plot = new Plot(options(place, series), data(days, series), place);
    };
  } catch {
    plots.delete(title); // The table below has the same; the next drawing tries again.
  }
}

const data = (days, series) => [
  days.map(day => new Date(`${day}T00:00`).getTime() / 1_000), ...series.map(one => one.values),
];

function options(place, series) {
  const style = getComputedStyle(document.documentElement);
  const color = name => resolved(style.getPropertyValue(name));
  const axis = { stroke: color('--muted'), grid: { stroke: color('--line'), width: 1 }, ticks: { show: false } };
  return {
    width: place.clientWidth || 300,
    height: HEIGHT_PX,
    cursor: { y: false },
    scales: { y: { range: (plotted, low, high) => [0, high > 0 ? high * 1.1 : 1] } },
    axes: [{ ...axis, size: 28, values: [[86_400, '{D} {MMM}', null, null, null, null, null, null, 1]] },
      { ...axis, size: 70 }],
    series: [{ value: '{YYYY}-{MM}-{DD}' }, ...series.map(one => ({
      label: one.label, stroke: color(one.color), fill: faint(color(one.color)), width: 2,
      points: { show: one.values.length < 40, size: 5 },
    }))],
  };
}

// The colour of `light-dark(…)` is only known to an element that has it.
function resolved(value) {
  const probe = element('span');
  probe.style.setProperty('color', value);
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

const faint = color => color.replace('rgb(', 'rgba(').replace(')', ', 0.15)');

function again() {
  for (const [title, one] of plots) {
    if (!one.place.isConnected) plots.delete(title);
    else one.again?.();
  }
}

addEventListener('theme', again);
addEventListener('resize', again);
