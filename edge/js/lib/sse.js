// The text in the streams of providers' interfaces.
import { ProviderError } from './errors.js'

const maxEvent = 1 << 20 // characters

/** The text deltas of a streamed answer of OpenAI's Chat Completions (of one choice) or Responses interface. */
export function openaiText(response, { choice = 0 } = {}) {
  return textOf(response, ({ data }) => {
    if (data === '[DONE]') return null
    const event = parse(data)
    if (event.error) throw new ProviderError(`the provider reports: ${event.error.message ?? JSON.stringify(event.error)}`)
    if (event.type === 'response.output_text.delta') return event.delta
    if (event.type === 'response.failed') throw new ProviderError(`the provider reports: ${event.response?.error?.message ?? 'the response failed'}`)
    return event.choices?.find((c) => (c.index ?? 0) === choice)?.delta?.content
  })
}

/** The text deltas of a streamed answer of Anthropic's Messages interface. */
export function anthropicText(response) {
  return textOf(response, ({ data }) => {
    const event = parse(data)
    if (event.type === 'error') throw new ProviderError(`the provider reports: ${event.error?.message ?? 'an error'}`)
    if (event.type === 'message_stop') return null
    return event.type === 'content_block_delta' && event.delta?.type === 'text_delta' ? event.delta.text : undefined
  })
}

function parse(data) {
  try {
    const event = JSON.parse(data)
    if (event !== null && typeof event === 'object') return event
  } catch (cause) {
    throw new ProviderError(`an event of the stream is no JSON: ${data.slice(0, 80)}`, { cause })
  }
  throw new ProviderError(`an event of the stream is no object: ${data.slice(0, 80)}`)
}

/** A ReadableStream of strings; delta gives the text of an event, null at the end. Cancelling it cancels the response. */
function textOf(response, delta) {
  if (!response.ok) throw new ProviderError(`status ${response.status} of ${response.url || 'the provider'}`)
  if (!response.body) throw new ProviderError('the response has no body')
  const events = eventsOf(response.body)
  return new ReadableStream({
    async pull(controller) {
      for (;;) {
        const { value, done } = await events.next()
        if (done) throw new ProviderError('the stream ended before the answer did')
        const text = delta(value)
        if (text === null) {
          controller.close()
          return events.return()
        }
        if (typeof text === 'string' && text !== '') return controller.enqueue(text)
      }
    },
    cancel: () => events.return(),
  }, { highWaterMark: 0 })
}

/** The events of a body, by the rules of the HTML standard: lines end in LF, CR or both, data lines are joined by LF. */
async function* eventsOf(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader()
  let rest = '', event = 'message', data = [], size = 0
  try {
    for (;;) {
      const { value = '', done } = await reader.read()
      const lines = (rest + value).split(done ? /\r/ : /\r\n|\n|\r(?!$)/) // a CR at the end may be half of a CRLF
      rest = lines.pop()
      if (rest.length + size > maxEvent) throw new ProviderError(`an event of more than ${maxEvent} characters`)
      for (const line of lines) {
        const [, field, text] = line.match(/^([^:]*)(?:: ?)?(.*)$/s)
        size += line.length
        if (field === 'event') event = text
        else if (field === 'data') data.push(text)
        else if (line === '' && data.length) yield { event, data: data.join('\n') }
        if (line === '') [event, data, size] = ['message', [], 0]
      }
      if (done) return
    }
  } finally {
    await reader.cancel().catch(() => {})
  }
}
