// The text in providers' streams, cut anywhere.
import assert from 'node:assert/strict'
import test from 'node:test'
import { anthropicText, Guard, openaiText } from '../index.js'
import { kernel } from './support/kernel.js'

const chat = (content, index = 0) => `data: ${JSON.stringify({ object: 'chat.completion.chunk', choices: [{ index, delta: { content }, finish_reason: null }] })}\n\n`
const openai = [
  ': a comment\n\n', 'data: {"choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}\n\n', chat('It costs '), chat('other', 1), chat('€20 😀.'),
  'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\n', 'data: {"choices":[],"usage":{"total_tokens":7}}\n\n', 'data: [DONE]\n\n',
].join('')
const responses = [
  'event: response.created\ndata: {"type":"response.created"}\n\n', 'event: response.output_text.delta\ndata: {"type":"response.output_text.delta","delta":"It costs "}\n\n',
  'event: response.output_text.delta\ndata: {"type":"response.output_text.delta",\ndata: "delta":"€20 😀."}\n\n', 'event: response.completed\ndata: {"type":"response.completed"}\n\n', 'data: [DONE]\n\n',
].join('')
const anthropic = [
  'event: message_start\ndata: {"type":"message_start","message":{}}\n\n', 'event: content_block_start\ndata: {"type":"content_block_start","index":0}\n\n', 'event: ping\ndata: {"type":"ping"}\n\n',
  'event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"It costs "}}\n\n',
  'event: content_block_delta\ndata: {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{"}}\n\n',
  'event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"€20 😀."}}\n\n', 'event: message_stop\ndata: {"type":"message_stop"}\n\n',
].join('')

/** A response whose body comes in pieces of a size. */
function respond(text, size = 1e9, onCancel) {
  const bytes = new TextEncoder().encode(text)
  let at = 0
  return new Response(new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) return controller.close()
      controller.enqueue(bytes.slice(at, (at += size)))
    },
    cancel: onCancel,
  }))
}

async function textOf(stream) {
  let text = ''
  for await (const piece of stream) text += piece
  return text
}

for (const [name, text, read] of [['openai', openai, openaiText], ['openai responses', responses, openaiText], ['anthropic', anthropic, anthropicText]]) {
  test(name, async () => {
    for (const size of [1, 2, 5, 64, 1e9]) {
      for (const newline of ['\n', '\r\n', '\r']) assert.equal(await textOf(read(respond(text.replaceAll('\n', newline), size))), 'It costs €20 😀.', `${size} ${JSON.stringify(newline)}`)
    }
  })
}

test('another choice', async () => assert.equal(await textOf(openaiText(respond(openai), { choice: 1 })), 'other'))

test('what goes wrong', async (t) => {
  for (const [name, run, says] of [
    ['an error event of OpenAI', () => textOf(openaiText(respond('data: {"error":{"message":"overloaded"}}\n\n'))), /overloaded/],
    ['an error event of Anthropic', () => textOf(anthropicText(respond('event: error\ndata: {"type":"error","error":{"message":"overloaded"}}\n\n'))), /overloaded/],
    ['a stream that breaks off', () => textOf(openaiText(respond(chat('It')))), /ended before/],
    ['no JSON', () => textOf(openaiText(respond('data: {it\n\n'))), /no JSON/],
    ['no object', () => textOf(anthropicText(respond('data: 7\n\n'))), /no object/],
    ['an endless event', () => textOf(openaiText(respond(`data: ${'x'.repeat(2 << 20)}`))), /more than/],
    ['a status', async () => openaiText(new Response('no', { status: 429 })), /status 429/],
    ['no body', async () => openaiText(new Response()), /no body/],
  ]) await t.test(name, () => assert.rejects(run(), (error) => error.name === 'ProviderError' && says.test(error.message) || assert.fail(error)))
})

test('a halt cancels the request', async () => {
  let cancelled = false
  const guard = new Guard(kernel, { facts: ['It costs €19.90 per month.'] })
  const response = respond(chat('It costs €20.90 per month. ') + chat('And so on. ').repeat(100), 40, () => { cancelled = true })
  await assert.rejects(textOf(openaiText(response).pipeThrough(guard.stream())), { name: 'HaltError', rule: 'number' })
  await new Promise((resolve) => setTimeout(resolve, 0))
  assert(cancelled)
})
