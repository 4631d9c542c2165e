// What the page shows, and drawing it: at most once a frame, however often it changes.
export const state = {
  route: { page: 'chat', rest: '' },
  visit: 0, // grows with every change of the address
  isSignedIn: true,
  sessions: [],
  areSessionsLoaded: false,
  deleting: new Set(),
  isDrawerOpen: false,
  version: document.querySelector('meta[name=version]').content,
  isOutdated: false,
};

let isDue = false;
let draw = () => {};

export function onDraw(drawing) {
  draw = drawing;
}

export function changed() {
  if (isDue) return;
  isDue = true;
  const run = () => {
    isDue = false;
    draw();
  };
  // A hidden tab has no frames, but its title still tells what happens.
  if (document.hidden) setTimeout(run, 100);
  else requestAnimationFrame(run);
}
