// Finding a module and its tables, and making a kernel of them.
import { ModuleError, TableError } from './errors.js'
import { Kernel } from './kernel.js'

export async function load({ wasm = new URL('../backfire.wasm', import.meta.url), tables = new URL('../tables.bin', import.meta.url), signal } = {}) {
  const [module, blob] = await Promise.all([compile(wasm, signal), read(tables, signal, TableError)])
  signal?.throwIfAborted()
  return new Kernel(module, blob)
}

async function compile(source, signal) {
  source = await source
  if (source instanceof WebAssembly.Module) return source
  const bytes = await read(source, signal, ModuleError)
  try {
    return await WebAssembly.compile(bytes)
  } catch (cause) {
    throw new ModuleError(`these ${bytes.length} bytes are no WebAssembly module: ${cause.message}`, { cause })
  }
}

/** The bytes of a source: bytes, a URL, or a response to a request for one. */
async function read(source, signal, Failure) {
  source = await source
  if (source instanceof ArrayBuffer) return new Uint8Array(source)
  if (ArrayBuffer.isView(source)) return new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
  if (typeof source === 'string' || source instanceof URL) source = await open(source, signal, Failure)
  if (source instanceof Uint8Array) return source
  if (typeof Response === 'undefined' || !(source instanceof Response)) throw new Failure('want bytes, a URL or a Response')
  if (!source.ok) throw new Failure(`${source.url}: status ${source.status}`)
  return new Uint8Array(await source.arrayBuffer())
}

async function open(url, signal, Failure) {
  try {
    if (String(url).startsWith('file:') && globalThis.process?.versions?.node) {
      const fs = 'node:fs/promises' // in a variable, so that no bundler looks for it
      return new Uint8Array(await (await import(fs)).readFile(new URL(url), { signal }))
    }
    return await fetch(url, { signal })
  } catch (cause) {
    signal?.throwIfAborted()
    throw new Failure(`${url}: ${cause.message}`, { cause })
  }
}
