// Times as people say them.
const DAY_MS = 86_400_000;
const locale = undefined;

const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' });
const exact = new Intl.DateTimeFormat(locale, {
  dateStyle: 'medium',
  timeStyle: 'medium',
});
const day = new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long' });
const shortDay = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' });
const weekday = new Intl.DateTimeFormat(locale, { weekday: 'short', day: 'numeric' });

export const atClock = at => clock.format(new Date(at));
export const atExact = at => exact.format(new Date(at));

export const dayStart = at => new Date(at).setHours(0, 0, 0, 0);

export function dayName(at) {
  const days = Math.round((dayStart(Date.now()) - dayStart(at)) / DAY_MS);
  if (days === 0) return 'Today';
  if (days === 1) return 'Yesterday';
  return day.format(new Date(at));
}

// How long ago, in as few letters as a list has room for.
export function ago(at) {
  const seconds = (Date.now() - new Date(at)) / 1_000;
  if (seconds < 60) return 'now';
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3_600)} h`;
  if (seconds < 6 * 86_400) return weekday.format(new Date(at)).split(' ')[0].replace(',', '');
  return shortDay.format(new Date(at));
}

export function took(ms) {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 10_000) return `${(ms / 1_000).toFixed(1)} s`;
  if (ms < 60_000) return `${Math.round(ms / 1_000)} s`;
  if (ms < 3_600_000) return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1_000)} s`;
  return `${Math.floor(ms / 3_600_000)} h ${Math.round((ms % 3_600_000) / 60_000)} min`;
}

export function group(at) {
  const days = Math.round((dayStart(Date.now()) - dayStart(at)) / DAY_MS);
  if (days <= 0) return 'Today';
  if (days === 1) return 'Yesterday';
  return days < 7 ? 'This week' : 'Older';
}
