// Signing in: the token is pasted, or a link of the terminal has done it already.
import { html, nothing } from './lit.js';
import { post, signedIn } from './http.js';
import { changed } from './state.js';

let trouble = '';
let isBusy = false;

export function loginPage(entered) {
  return html`<main class="login"><form @submit=${event => signIn(event, entered)}>
    <h1>Sign in to nanobot</h1>
    <p>Run this on the machine of the gateway, and open the link that it prints:</p>
    <pre tabindex="0"><code>nanobot token --link</code></pre>
    <label for="token">Or paste the token that <code>nanobot token</code> prints</label>
    <input id="token" name="token" type="password" autocomplete="current-password" required
      aria-describedby="trouble" autofocus>
    <p id="trouble" class="failed" role="alert">${trouble || nothing}</p>
    <button class="primary" ?disabled=${isBusy}>Sign in</button>
  </form></main>`;
}

async function signIn(event, entered) {
  event.preventDefault();
  const field = event.target.elements.token;
  isBusy = true;
  trouble = '';
  changed();
  try {
    await post('/api/login', { token: field.value.trim() });
    signedIn();
    entered();
  } catch (error) {
    trouble = error.status === 401 ? 'This is not the token of this gateway.' : error.message;
    field.select();
  } finally {
    isBusy = false;
    changed();
  }
}
