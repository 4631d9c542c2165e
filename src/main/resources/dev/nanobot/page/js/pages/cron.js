// A job's schedule as people say it, for the usual ones; the others as they are written.
const DAYS = ['Sundays', 'Mondays', 'Tuesdays', 'Wednesdays', 'Thursdays', 'Fridays', 'Saturdays', 'Sundays'];

export function inWords(job) {
  const { kind, expr } = job.schedule;
  if (kind !== 'cron') return job.words;
  const said = clockWords(expr);
  return said ? `${said} · ${expr}` : expr;
}

function clockWords(expr) {
  const [minute, hour, day, month, weekday] = expr.trim().split(/\s+/);
  if (!/^\d{1,2}$/.test(minute) || month !== '*') return '';
  if (hour === '*' && day === '*' && weekday === '*') return `Every hour at :${minute.padStart(2, '0')}`;
  if (!/^\d{1,2}$/.test(hour)) return '';
  const time = `at ${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`;
  if (day === '*' && weekday === '*') return `Every day ${time}`;
  if (day === '*' && /^[0-7]$/.test(weekday)) return `${DAYS[weekday]} ${time}`;
  if (day === '*' && weekday === '1-5') return `Weekdays ${time}`;
  if (/^\d{1,2}$/.test(day) && weekday === '*') return `Every month on day ${day} ${time}`;
  return '';
}
