// Following the end of a thread: while one looks at it, and not while one reads further up.
import { changed } from '../state.js';

const NEAR_PX = 48;

export function scroller() {
  let place = null;
  let lastTop = 0;
  let shown = '';
  const tops = new Map();
  // A keyboard that comes up, or a composer that grows, hides nothing that was in sight.
  const sizes = new ResizeObserver(() => {
    if (me.isFollowing && place) place.scrollTop = place.scrollHeight;
  });
  const me = {
    isFollowing: true,
    place(element) {
      sizes.disconnect();
      place = element || null;
      if (place) sizes.observe(place);
    },
    scrolled(session) {
      const left = place.scrollHeight - place.scrollTop - place.clientHeight;
      const isUp = place.scrollTop < lastTop - 1;
      lastTop = place.scrollTop;
      tops.set(session.key, left);
      const before = me.isFollowing;
      if (left <= NEAR_PX) me.isFollowing = true;
      else if (isUp) me.isFollowing = false;
      if (before !== me.isFollowing) changed();
    },
    // After each drawing: the end stays in sight, or another session is as it was left.
    drawn(session) {
      if (!place) return;
      if (shown !== session.key && session.isLoaded) {
        shown = session.key;
        const left = tops.get(session.key) ?? 0;
        me.isFollowing = left <= NEAR_PX;
        place.scrollTop = place.scrollHeight - place.clientHeight - left;
        lastTop = place.scrollTop;
        changed();
      } else if (me.isFollowing) {
        place.scrollTop = place.scrollHeight;
        lastTop = place.scrollTop;
      }
    },
    end() {
      me.isFollowing = true;
      if (place) place.scrollTop = place.scrollHeight;
      changed();
    },
    // What comes in above leaves what one reads where it is.
    async keeping(change) {
      const below = place.scrollHeight - place.scrollTop;
      await change();
      requestAnimationFrame(() => requestAnimationFrame(() => {
        place.scrollTop = place.scrollHeight - below;
        lastTop = place.scrollTop;
      }));
    },
  };
  return me;
}
