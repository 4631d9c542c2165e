// The guide to a first model: a provider, its key, a model, and a hello. It can be left at any step
// and goes on there; a key is kept nowhere but in the gateway's file.
import { html, live, nothing } from '../lit.js';
import { newKey } from '../chat/chat.js';
import { send } from '../chat/outbox.js';
import { config, loadConfig, restart, take } from '../config.js';
import { patch, post } from '../http.js';
import { keep, kept } from '../kept.js';
import { changed, state } from '../state.js';
import { took } from '../time.js';
import { announce, icon } from '../ui.js';

const STEPS = [['provider', 'Provider'], ['key', 'Key'], ['model', 'Model'], ['hello', 'Hello']];
const KNOWN = { anthropic: 'Anthropic', openai: 'OpenAI', openrouter: 'OpenRouter', gemini: 'Google Gemini',
  deepseek: 'DeepSeek', mistral: 'Mistral', ollama: 'Ollama, on this machine' };
const PLACE = 'setup';

let form = { step: 'provider', provider: '', model: '', ...kept(PLACE, {}) };
let typed = ''; // the key, as it is in its field
let tried = null; // {isAnswered, text, tookMs}, of what is typed now
let trouble = '';
let busy = '';
let visited = 0;

export function page(place) {
  if (visited !== state.visit) {
    visited = state.visit;
    turnTo(place);
    loadConfig().catch(error => {
      trouble = error.message;
      changed();
    });
  }
  if (!config.data) return html`<p class="meta">${trouble || 'Loading …'}</p>`;
  const step = stepNow();
  return html`<ol class="steps" aria-label="Steps">${STEPS.map(([name, label], index) => html`<li
      aria-current=${name === step ? 'step' : nothing} class=${index < indexOf(step) ? 'done' : ''}>
      <span class="number">${index < indexOf(step) ? icon('check') : index + 1}</span>${label}</li>`)}</ol>
    <section class="panel guide" aria-labelledby="guide-head">${
      { provider, key: keyStep, model, hello }[step]()}</section>
    ${step === 'hello' ? nothing : html`<p class="text-2 center">You can leave this at any time and go on later:
      <a href="#/settings">Settings</a> has the same, and until then a stand-in repeats what you say.
      <button type="button" class="link" @click=${later}>Not now</button></p>`}`;
}

const key = () => typed.trim();
const indexOf = step => STEPS.findIndex(([name]) => name === step);
const account = () => config.data.providers.find(one => one.name === form.provider);

// Each step is a place in the browser's history, so that Back leads to the one before.
function turnTo(step) {
  if (STEPS.some(([name]) => name === step)) form = { ...form, step };
  else history.replaceState(null, '', `#/setup/${form.step}`);
  trouble = '';
}

// A step that lacks what comes before it is not shown yet: after a reload the key is asked again.
function stepNow() {
  if (form.step === 'hello') return 'hello';
  if (!account()) return 'provider';
  if (form.step === 'model' && needsKey() && !key()) return 'key';
  return form.step;
}

const needsKey = () => account().needsKey && account().key === 'none';

function go(step) {
  set({ step });
  trouble = '';
  location.hash = `#/setup/${step}`;
  requestAnimationFrame(() => requestAnimationFrame(() => document.getElementById('guide-head')?.focus()));
}

function set(fields) {
  form = { ...form, ...fields };
  keep(PLACE, form);
  changed();
}

const head = text => html`<h2 id="guide-head" tabindex="-1">${text}</h2>`;
const problem = () => html`<p class="failed" id="guide-trouble" role="alert">${trouble || nothing}</p>`;
const back = step => html`<button type="button" ?disabled=${Boolean(busy)} @click=${() =>
  go(step)}>${icon('arrow-left')}Back</button>`;

function provider() {
  const all = config.data.providers;
  const usual = Object.keys(KNOWN).filter(name => all.some(one => one.name === name));
  const others = all.filter(one => !KNOWN[one.name]);
  const isOther = others.some(one => one.name === form.provider);
  const choose = name => {
    typed = '';
    tried = null;
    set({ provider: name, model: all.find(one => one.name === name)?.usualModel || '' });
  };
  return html`<form @submit=${event => {
    event.preventDefault();
    if (account()) go(account().needsKey ? 'key' : 'model');
    else trouble = 'Choose one first.';
    changed();
  }}>
    ${head('Who serves your model?')}
    <p class="text-2">nanobot asks a language model at a provider of your choice. You need an account there, or a
      model server on this machine.</p>
    <fieldset class="options"><legend class="unseen">Provider</legend>${usual.map(name => html`<label
      class="option"><input type="radio" name="provider" .checked=${live(form.provider === name)}
        @change=${() => choose(name)}>
      <span>${KNOWN[name]}</span>${keyMark(all.find(one => one.name === name))}</label>`)}
    <label class="option other"><span>Another one</span><select aria-label="Another provider" .value=${
      live(isOther ? form.provider : '')} @change=${event => choose(event.target.value)}>
      <option value="">…</option>${others.map(one => html`<option value=${one.name}>${
        one.name}</option>`)}</select></label>
    </fieldset>
    ${problem()}
    <div class="row end"><button class="primary">Next</button></div></form>`;
}

const keyMark = one => (one.key === 'none' ? nothing :
  html`<span class="mark ok">${icon('check')}has a key</span>`);

const nameOf = () => KNOWN[form.provider]?.replace(/,.*/, '') || form.provider;

const ODD = 'A key has no spaces, line breaks or letters with accents in it. Copy it again, alone and whole.';
const isOdd = text => /[^!-~]/.test(text);

function keyStep() {
  const there = account().key !== 'none';
  return html`<form @submit=${event => {
    event.preventDefault();
    if (!isOdd(key())) go('model');
  }}>
    ${head(`Paste the key of ${nameOf()}`)}
    <p class="text-2">You get it in your account there. It is kept in <code class="wrap">${
      config.data.file}</code> on the gateway's machine, sent to ${nameOf()} with each question, and never shown
      again.</p>
    ${there ? html`<p class="mark ok">${icon('check')}There is one already${account().key === 'environment' ?
      `, in ${account().variables[0] || 'the environment'}` : ''}. Leave the field empty to use it.</p>` : nothing}
    <input class="unseen" type="text" name="username" autocomplete="username" tabindex="-1" aria-hidden="true"
      .value=${form.provider}>
    <label for="guide-key">API key<input id="guide-key" name="key" type="password" autocomplete="current-password"
      spellcheck="false" ?required=${!there} .value=${live(typed)} aria-describedby="guide-trouble"
      @input=${event => {
        typed = event.target.value;
        tried = null;
        trouble = isOdd(key()) ? ODD : '';
        changed();
      }}></label>
    ${problem()}
    <div class="row end">${back('provider')}<button class="primary">Next</button></div></form>`;
}

function model() {
  return html`<form @submit=${event => {
    event.preventDefault();
    start();
  }}>
    ${head('Which model?')}
    <label for="guide-model">Model, as ${nameOf()} calls it<input id="guide-model" name="model" type="text"
      required autocomplete="off" spellcheck="false" .value=${live(form.model)}
      aria-describedby="guide-told guide-trouble"
      @input=${event => {
        tried = null;
        set({ model: event.target.value.trim() });
      }}></label>
    <div class="row"><button type="button" ?disabled=${Boolean(busy)} @click=${event => {
      if (event.target.closest('form').reportValidity()) attempt();
    }}>${
      icon('play')}Try it</button>
      <span class="text-2">Asks for one short sentence. Nothing is saved yet.</span></div>
    <div id="guide-told" role="status">${told()}</div>
    ${problem()}
    <div class="row end">${back(account().needsKey ? 'key' : 'provider')}
      <button class="primary" ?disabled=${Boolean(busy)}>Save and start</button></div></form>`;
}

function told() {
  if (busy) return html`<p class="text-2"><span class="ring" aria-hidden="true"></span> ${busy}</p>`;
  if (!tried) return nothing;
  return tried.isAnswered ? html`<p class="mark ok">${icon('check')}It answered in ${took(tried.tookMs)}</p>
    <blockquote dir="auto">${tried.text}</blockquote>` : html`<p class="failed">${icon('circle-alert')} ${
      tried.text}</p>`;
}

const edit = () => ({
  values: { 'agents.defaults.model': form.model, 'agents.defaults.provider': form.provider },
  keys: key() ? { [form.provider]: key() } : {},
});

async function doing(what, deed) {
  busy = what;
  trouble = '';
  changed();
  try {
    await deed();
  } catch (error) {
    trouble = error.code === 'invalid_settings' ? error.body.problems.map(one => one.text).join(' ') :
      error.message;
  } finally {
    busy = '';
    changed();
  }
}

const attempt = () => doing(`Asking ${nameOf()} …`, async () => {
  tried = await post('/api/settings/try', edit());
});

const start = () => doing('Saving, and restarting …', async () => {
  const data = await loadConfig();
  take(await patch('/api/settings', { revision: data.revision, ...edit() }));
  typed = '';
  if (!data.noRestart) {
    const now = await restart();
    if (now.trouble) {
      trouble = `The gateway went back to what it was: ${now.trouble}`;
      return;
    }
  }
  go('hello');
});

function hello() {
  const isReady = !config.data.isPending && !config.data.model.isWanting;
  return html`${head(isReady ? 'It is ready' : 'It is saved')}
    <p class="text-2">${isReady ? html`<b>${config.data.model.name}</b> answers from now on. Settings has limits,
      budgets and more.` : config.data.noRestart || 'It takes effect when the gateway restarts.'}</p>
    <div class="row end"><button type="button" @click=${() => go('provider')}>Choose another</button>
      ${isReady ? html`<button type="button" class="primary" @click=${sayHello}>${
        icon('send')}Say hello</button>` : nothing}</div>`;
}

function sayHello() {
  const session = newKey();
  keep(PLACE, undefined);
  form = { step: 'provider', provider: '', model: '' };
  send(session, 'Hello! What can you do for me?');
  location.hash = `#/s/${encodeURIComponent(session)}`;
}

function later() {
  keep('setup-later', true);
  announce('You find the guide in Settings.');
  location.hash = '#/';
}
