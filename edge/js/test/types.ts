// Compiled, not run: what a user writes, and what must not compile.
import { anthropicText, Guard, HaltError, load, openaiText, Redactor, type Claim, type Finding, type Kernel } from '@backfire-ai/kernel'

const kernel: Kernel = await load({ wasm: new URL('https://example.org/backfire.wasm'), signal: AbortSignal.timeout(1000) })
const guard = new Guard(kernel, { facts: ['one', { id: 'a', text: 'two' }], policy: { strict: true, scan: { output: { pii: 'halt' } } } })
const claims: Claim[] = []
const stream = guard.stream({ onClaim: (claim) => claims.push(claim), onFinding: (f: Finding) => void f.rule })
const response: Response = await fetch('https://example.org')
const text: ReadableStream<string> = openaiText(response, { choice: 1 }).pipeThrough(stream)
const bytes: ReadableStream<Uint8Array> = anthropicText(response).pipeThrough(guard.stream({ bytes: true }))
const halt: HaltError | undefined = await stream.halted
const words: string | undefined = halt?.claim.evidence?.words
const masked: string = new Redactor(kernel).mask('text', 'document').text
const approved: boolean = guard.review('text').approved
// @ts-expect-error: there is no such mode
kernel.scan('text', 'poem')
// @ts-expect-error: nothing can be masked in output
new Guard(kernel, { policy: { scan: { output: { pii: 'redact' } } } })
// @ts-expect-error: kernels come from load
new Kernel()
export { text, bytes, words, masked, approved }
