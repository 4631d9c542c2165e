"""What the official Python client does with a gateway: chat, stream, images, errors, retry, responses.

Arguments: the base URL. The key is in OPENAI_API_KEY. Ends with an error at the first thing that is wrong.
"""

import asyncio
import sys
import time
import uuid

import openai

BASE = sys.argv[1]
client = openai.OpenAI(base_url=BASE)
PIXEL = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)


def ask(text, **more):
    more.setdefault("model", "nanobot")
    return client.chat.completions.create(messages=[{"role": "user", "content": text}], **more)


def key():
    return {"Idempotency-Key": str(uuid.uuid4())}


def raises(kind, call):
    try:
        call()
    except kind as e:
        return e
    raise AssertionError(f"{kind.__name__} was expected")


def step(name):
    print("python: " + name, flush=True)


step("models")
names = [model.id for model in client.models.list()]
assert names[0] == "nanobot" and "slow" in names, names
for name in names:
    assert client.models.retrieve(name).id == name

step("chat")
answer = ask("hello")
assert answer.choices[0].message.content == "echo: hello", answer
assert answer.choices[0].finish_reason == "stop"
assert answer.usage.total_tokens == answer.usage.prompt_tokens + answer.usage.completion_tokens > 0
answer = client.chat.completions.create(
    model="nanobot",
    messages=[
        {"role": "system", "content": "be short"},
        {"role": "user", "content": "one"},
        {"role": "assistant", "content": "two"},
        {"role": "user", "content": [{"type": "text", "text": "three"}]},
    ],
    temperature=0.2,
    max_tokens=10,
)
assert answer.choices[0].message.content == "echo: three"

step("stream")
text, usage = "", None
for chunk in ask("a longer text to stream", stream=True, stream_options={"include_usage": True}):
    if chunk.choices:
        text += chunk.choices[0].delta.content or ""
    usage = chunk.usage or usage
assert text == "echo: a longer text to stream", text
assert usage.total_tokens > 0
with client.chat.completions.stream(
    model="nanobot", messages=[{"role": "user", "content": "again"}]
) as stream:
    final = stream.get_final_completion()
assert final.choices[0].message.content == "echo: again"

step("a tool of ours")
answer = ask("tool:list_dir {}")
assert answer.choices[0].message.content.startswith("result: "), answer

step("images")
parts = [
    {"type": "text", "text": "what is this?"},
    {"type": "image_url", "image_url": {"url": PIXEL}},
]
assert ask(parts).choices[0].message.content.startswith("echo: what is this?")
parts[1]["image_url"]["url"] = "https://example.org/a.png"
assert raises(openai.BadRequestError, lambda: ask(parts)).param == "messages[0].content[1].image_url"

step("errors")
assert raises(openai.NotFoundError, lambda: ask("x", model="gpt-9")).code == "model_not_found"
tools = [{"type": "function", "function": {"name": "f", "parameters": {"type": "object"}}}]
assert raises(openai.BadRequestError, lambda: ask("x", tools=tools)).param == "tools"
raises(openai.BadRequestError, lambda: client.chat.completions.create(model="nanobot", messages=[]))
stranger = openai.OpenAI(base_url=BASE, api_key="a-wrong-key-of-more-than-24-chars")
raises(openai.AuthenticationError, lambda: stranger.models.list())
failed = raises(openai.InternalServerError, lambda: ask("x", model="broken"))
assert failed.status_code == 502 and failed.code == "turn_failed", failed
raises(openai.APIError, lambda: list(ask("x", model="broken", stream=True)))

step("cancel: a reader that leaves does not stop the turn")
headers = key()
stream = ask("leave early", model="slow", stream=True, extra_headers=headers)
next(iter(stream))
stream.close()
answer = ask("leave early", model="slow", extra_headers=headers)
assert answer.choices[0].message.content == "echo: leave early"

step("retry with the same key")
headers = key()
first = ask("once", extra_headers=headers)
assert ask("once", extra_headers=headers).id == first.id
raises(openai.UnprocessableEntityError, lambda: ask("other", extra_headers=headers))
headers = key()
hasty = client.with_options(timeout=0.7, max_retries=8)
answer = hasty.chat.completions.create(
    model="slow", messages=[{"role": "user", "content": "hasty"}], extra_headers=headers
)
assert answer.choices[0].message.content == "echo: hasty"
assert ask("hasty", model="slow", extra_headers=headers).id == answer.id

step("a session that is named")
session = {"X-Nanobot-Session": "python:" + str(uuid.uuid4())}
ask("first", extra_headers=session)
assert ask("second", extra_headers=session).choices[0].message.content == "echo: second"

step("responses")
first = client.responses.create(model="nanobot", input="one", instructions="be short")
assert first.output_text == "echo: one" and first.status == "completed", first
second = client.responses.create(model="nanobot", input="two", previous_response_id=first.id)
assert second.previous_response_id == first.id and second.output_text == "echo: two"
branch = client.responses.create(model="nanobot", input="other", previous_response_id=first.id)
assert branch.output_text == "echo: other"
assert client.responses.retrieve(first.id).output_text == "echo: one"
with client.responses.stream(
    model="nanobot",
    input=[{"role": "user", "content": [
        {"type": "input_text", "text": "three"},
        {"type": "input_image", "image_url": PIXEL, "detail": "auto"},
    ]}],
    previous_response_id=second.id,
) as stream:
    deltas = "".join(e.delta for e in stream if e.type == "response.output_text.delta")
    final = stream.get_final_response()
assert final.output_text == deltas and deltas.startswith("echo: three"), final
items = list(client.responses.input_items.list(final.id, order="asc"))
assert [item.role for item in items] == ["user"], items
assert [part.type for part in items[0].content] == ["input_text", "input_image"], items
brought = client.responses.create(model="nanobot", input=[
    {"role": "user", "content": "a"}, {"role": "assistant", "content": "b"},
    {"role": "user", "content": "c"},
])
pages = client.responses.input_items.list(brought.id, order="asc", limit=1)
assert [item.content[0].text for item in pages] == ["a", "b", "c"]  # three pages
seen = list(client.responses.retrieve(final.id, stream=True))
for i, event in enumerate(seen[:-1]):
    rest = client.responses.retrieve(
        final.id, stream=True, starting_after=event.sequence_number)
    assert [e.type for e in rest] == [e.type for e in seen[i + 1:]]
waits = client.responses.create(model="slow", input="wait", background=True)
assert waits.status in ("queued", "in_progress"), waits
assert client.responses.cancel(waits.id).status == "cancelled"
waits = client.responses.create(model="slow", input="poll", background=True)
while waits.status in ("queued", "in_progress"):
    time.sleep(0.2)
    waits = client.responses.retrieve(waits.id)
assert waits.output_text == "echo: poll", waits
client.responses.delete(first.id)
raises(openai.NotFoundError, lambda: client.responses.retrieve(first.id))
failed = client.responses.create(model="broken", input="x", background=True)
while failed.status in ("queued", "in_progress"):
    time.sleep(0.1)
    failed = client.responses.retrieve(failed.id)
assert failed.status == "failed" and failed.error.code == "server_error", failed

step("many at once")


async def many():
    async with openai.AsyncOpenAI(base_url=BASE) as busy:
        asked = [
            busy.chat.completions.create(
                model="nanobot", messages=[{"role": "user", "content": f"number {i}"}]
            )
            for i in range(32)
        ]
        for i, said in enumerate(await asyncio.gather(*asked)):
            assert said.choices[0].message.content == f"echo: number {i}"


asyncio.run(many())
print(f"python: all is well (openai {openai.__version__})")
