// The backfire kernel, and the guard over it. index.d.ts says what each of these promises.
export * from './lib/errors.js'
export { load } from './lib/load.js'
export { Kernel, Index, Halt } from './lib/kernel.js'
export { Guard } from './lib/guard.js'
export { Redactor } from './lib/redact.js'
export { openaiText, anthropicText } from './lib/sse.js'
