// The release gate: as Go has it, however it is cut, and over the web's streams.
import assert from 'node:assert/strict'
import test from 'node:test'
import { Guard, HaltError } from '../index.js'
import { answer, answerLine } from './support/face.js'
import { call, command } from './support/call.js'
import { kernel } from './support/kernel.js'
import { answer as answerText, chance, chunks, factsFor } from './support/texts.js'

const policies = [
  {}, {}, { strict: true }, { hold: { max_bytes: 64, on_overflow: 'release' } }, { hold: { max_bytes: 80 } },
  { halt: { enabled: true, hard_limit: 0.3, window: 3, window_threshold: 0.6 } }, { scan: { output: { pii: 'halt', secret: 'flag' }, allow: ['bob@example.org'] } },
]

function* inputs(count) {
  const random = chance(7)
  for (let i = 0; i < count; i++) {
    const text = answerText(random, 1 + random(8)), facts = factsFor(random), config = policies[random(policies.length)]
    yield { facts, config, chunks: [text] }
  }
}

test('the same as `backfire call` says', { skip: !command && 'BACKFIRE_COMMAND names no program to compare with' }, () => {
  const lines = [...inputs(2000)].flatMap((input, id) => [
    JSON.stringify({ id, fn: 'stream', in: input }), JSON.stringify({ id, fn: 'redact', in: { text: input.chunks[0] } }),
  ])
  const want = call(lines)
  let halted = 0
  lines.forEach((line, i) => {
    assert.equal(answerLine(kernel, line), want[i], line)
    halted += want[i].includes('"halted":true')
  })
  assert(halted > 500 && halted < 1900, `${halted} halted`)
})

test('however it is cut', () => {
  const random = chance(3)
  for (const input of inputs(300)) {
    const whole = answer(kernel, 'stream', input)
    for (const most of [1, 3, 40]) assert.deepEqual(answer(kernel, 'stream', { ...input, chunks: chunks(random, input.chunks[0], most) }), whole, input.chunks[0])
  }
})

// --- Streams

const facts = [{ id: 'returns', text: 'Customers may return an item within 30 days.' }, { id: 'shipping', text: 'Shipping is free for orders over $50.' }]
const guard = new Guard(kernel, { facts })
const good = 'Shipping is free for orders over $50.'
const bad = ' You may return an item within 60 days.'

/** What can be read of a stream, and the error that ended it. */
async function read(readable) {
  let text = ''
  try {
    for await (const chunk of readable) text += chunk
    return { text }
  } catch (error) {
    return { text, error }
  }
}

const source = (...pieces) => new ReadableStream({
  pull(controller) {
    if (pieces.length === 0) controller.close()
    else controller.enqueue(pieces.shift())
  },
})

test('what is good leaves, as it came', async () => {
  const text = `${good} 😀 Ok then. `
  for (const size of [1, 2, 7, 100]) {
    const pieces = text.match(new RegExp(`.{1,${size}}`, 'gs')) // in UTF-16: surrogates are cut apart
    assert.deepEqual(await read(source(...pieces).pipeThrough(guard.stream())), { text })
  }
})

test('a halt comes after all that has left, stops the source, and says why', async () => {
  const stream = guard.stream()
  let cancelled
  const endless = new ReadableStream({
    start() { this.pieces = [good.slice(0, 10), good.slice(10) + bad + ' And more.'] },
    pull(controller) { controller.enqueue(this.pieces.shift() ?? ' Again.') },
    cancel(reason) { cancelled = reason },
  })
  const { text, error } = await read(endless.pipeThrough(stream))
  assert.equal(text, good)
  assert(error instanceof HaltError)
  assert.equal(error.name, 'HaltError')
  assert.equal(error.cause, 'contradiction')
  assert.equal(error.rule, 'number')
  assert.equal(error.text, bad.trim())
  assert.equal(error.released, good.length)
  assert.equal(error.claim.words, '60 days')
  assert.deepEqual([error.claim.evidence.id, error.claim.evidence.words], ['returns', '30 days'])
  assert.equal(await stream.halted, error)
  assert.equal(cancelled, error)
})

test('bytes in, bytes out', async () => {
  const chunks = []
  for await (const chunk of source(new TextEncoder().encode(good), new Uint8Array([0x20, 0xff])).pipeThrough(guard.stream({ bytes: true }))) chunks.push(...chunk)
  assert.deepEqual(chunks, [...new TextEncoder().encode(good), 0x20, 0xff])
})

test('an abort ends both sides and nothing leaves after it', async () => {
  const controller = new AbortController()
  const stream = guard.stream({ signal: controller.signal })
  const writer = stream.writable.getWriter()
  const reading = read(stream.readable)
  await writer.write(good + ' More ')
  controller.abort(new Error('enough'))
  await assert.rejects(writer.write('text. '), /enough/)
  const { error } = await reading
  assert.match(error.message, /enough/)
  assert.equal(await stream.halted, undefined)

  assert.match((await read(source(good).pipeThrough(guard.stream({ signal: AbortSignal.abort(new Error('before')) })))).error.message, /before/)
})

test('a reader that goes away stops the writer', async () => {
  const stream = guard.stream()
  const writer = stream.writable.getWriter()
  const reader = stream.readable.getReader()
  const writing = writer.write(good + ' More. ')
  assert.equal((await reader.read()).value, good)
  await reader.cancel('gone')
  await writing.catch(() => {})
  await assert.rejects(writer.write('text'))
})

test('who writes goes at the pace of who reads', async () => {
  const stream = guard.stream()
  const writer = stream.writable.getWriter()
  let written = false
  const writing = writer.write(`${good} Ok. Now. `).then(() => { written = true })
  await new Promise((resolve) => setTimeout(resolve, 20))
  assert(!written)
  const reading = read(stream.readable)
  await writing
  await writer.close()
  assert.equal((await reading).text, `${good} Ok. Now. `)
})

test('chunks of another kind are refused', async () => {
  const stream = guard.stream()
  const writer = stream.writable.getWriter()
  writer.closed.catch(() => {})
  await assert.rejects(writer.write(7), { name: 'ArgumentError' })
})

test('a stream sees the facts that were there when it began', async () => {
  const own = new Guard(kernel, { facts })
  const stream = own.stream()
  own.replace('returns', 'Customers may return an item within 60 days.')
  assert.equal((await read(source(bad).pipeThrough(stream))).error.rule, 'number')
  assert.deepEqual(await read(source(bad).pipeThrough(own.stream())), { text: bad })
  own.close()
})
