// The theme of this device.
import { keep, kept } from './kept.js';
import { changed } from './state.js';

export const theme = () => kept('theme', 'system');

export function chooseTheme(name) {
  keep('theme', name);
  document.documentElement.dataset.theme = name;
  dispatchEvent(new Event('theme'));
  changed();
}

matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () =>
  dispatchEvent(new Event('theme')));
