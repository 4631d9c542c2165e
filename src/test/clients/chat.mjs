// What the official JavaScript client does with a gateway: chat, stream, images, errors, retry,
// responses. Arguments: the base URL. The key is in OPENAI_API_KEY.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import OpenAI from "openai";

const baseURL = process.argv[2];
const client = new OpenAI({ baseURL });
const PIXEL =
  "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";
const step = (name) => console.log("node: " + name);
const key = () => ({ headers: { "Idempotency-Key": randomUUID() } });
const ask = (content, more = {}, options = {}) =>
  client.chat.completions.create(
    { model: "nanobot", messages: [{ role: "user", content }], ...more },
    options,
  );
const said = (answer) => answer.choices[0].message.content;

step("models");
const names = [];
for await (const model of client.models.list()) names.push(model.id);
assert.equal(names[0], "nanobot");
for (const name of names) assert.equal((await client.models.retrieve(name)).id, name);

step("chat");
assert.equal(said(await ask("hello")), "echo: hello");
assert.ok((await ask("hello")).usage.total_tokens > 0);

step("stream");
let text = "";
let usage;
const chunks = await ask("a longer text to stream", {
  stream: true,
  stream_options: { include_usage: true },
});
for await (const chunk of chunks) {
  text += chunk.choices[0]?.delta.content ?? "";
  usage = chunk.usage ?? usage;
}
assert.equal(text, "echo: a longer text to stream");
assert.ok(usage.total_tokens > 0);
const runner = client.chat.completions.stream({
  model: "nanobot",
  messages: [{ role: "user", content: "again" }],
});
assert.equal(await runner.finalContent(), "echo: again");

step("images");
const image = (url) => [
  { type: "text", text: "what is this?" },
  { type: "image_url", image_url: { url } },
];
assert.ok(said(await ask(image(PIXEL))).startsWith("echo: what is this?"));
await assert.rejects(ask(image("https://example.org/a.png")), OpenAI.BadRequestError);

step("errors");
await assert.rejects(ask("x", { model: "gpt-9" }), { status: 404, code: "model_not_found" });
await assert.rejects(ask("x", { n: 2 }), { status: 400, param: "n" });
const stranger = new OpenAI({ baseURL, apiKey: "a-wrong-key-of-more-than-24-chars" });
await assert.rejects(stranger.models.list(), OpenAI.AuthenticationError);
await assert.rejects(ask("x", { model: "broken" }), { status: 502, code: "turn_failed" });
await assert.rejects(async () => {
  for await (const _ of await ask("x", { model: "broken", stream: true }));
}, OpenAI.APIError);

step("cancel: a reader that leaves does not stop the turn");
const leaving = key();
const stream = await ask("leave early", { model: "slow", stream: true }, leaving);
for await (const _ of stream) break;
assert.equal(said(await ask("leave early", { model: "slow" }, leaving)), "echo: leave early");

step("retry with the same key");
const once = key();
const first = await ask("once", {}, once);
assert.equal((await ask("once", {}, once)).id, first.id);
await assert.rejects(ask("other", {}, once), OpenAI.UnprocessableEntityError);
const hasty = key();
const late = await ask("hasty", { model: "slow" }, { ...hasty, timeout: 700, maxRetries: 8 });
assert.equal(said(late), "echo: hasty");
assert.equal((await ask("hasty", { model: "slow" }, hasty)).id, late.id);

step("responses");
const one = await client.responses.create({ model: "nanobot", input: "one" });
assert.equal(one.output_text, "echo: one");
const two = await client.responses.create({
  model: "nanobot",
  input: "two",
  previous_response_id: one.id,
});
assert.equal(two.output_text, "echo: two");
const other = await client.responses.create({
  model: "nanobot",
  input: "other",
  previous_response_id: one.id,
});
assert.equal(other.output_text, "echo: other");
let deltas = "";
const events = client.responses.stream({
  model: "nanobot",
  input: "three",
  previous_response_id: two.id,
});
for await (const event of events) {
  if (event.type === "response.output_text.delta") deltas += event.delta;
}
assert.equal(deltas, "echo: three");
assert.equal((await events.finalResponse()).output_text, "echo: three");
let waits = await client.responses.create({ model: "slow", input: "wait", background: true });
assert.equal((await client.responses.cancel(waits.id)).status, "cancelled");
waits = await client.responses.create({ model: "slow", input: "poll", background: true });
while (waits.status === "queued" || waits.status === "in_progress") {
  await sleep(200);
  waits = await client.responses.retrieve(waits.id);
}
assert.equal(waits.output_text, "echo: poll");
await client.responses.delete(one.id);
await assert.rejects(client.responses.retrieve(one.id), OpenAI.NotFoundError);

step("many at once");
const many = await Promise.all([...Array(32).keys()].map((i) => ask("number " + i)));
many.forEach((answer, i) => assert.equal(said(answer), "echo: number " + i));
console.log("node: all is well");
