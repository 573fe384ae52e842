// One running module: its memory, and calls into it.
import { ArgumentError, ConfigError, DuplicateIdError, IndexFullError, KernelLostError, MemoryError, ModuleError, ShapeError, TableError } from './errors.js'

const encoder = new TextEncoder()
const decoder = new TextDecoder()

// What a status says; abi: enum bf_status.
export const OK = 0, BUFFER = 2, CORRUPT_INDEX = 8
const failures = {
  1: ArgumentError, 3: TableError, 4: ConfigError, 5: ShapeError, 6: DuplicateIdError, 7: IndexFullError, 9: ArgumentError,
}

const messageSize = 256 // u32 length, 252 bytes
const slack = 64 // for what aligns the pieces of a frame, of which there are eight at most
const keptBlock = 1 << 20 // a block that is larger goes back after its call

export class Instance {
  /** @param {WebAssembly.Module} module */
  constructor(module) {
    try {
      this.exports = new WebAssembly.Instance(module, {}).exports
    } catch (cause) {
      throw new ModuleError('this is a WebAssembly module, but not one of backfire: it cannot be instantiated without imports', { cause })
    }
    for (const name of ['bf_alloc', 'bf_free', 'bf_version', 'bf_abi_fingerprint', 'bf_contract', 'bf_kernel_open']) {
      if (typeof this.exports[name] !== 'function') throw new ModuleError(`this is a WebAssembly module, but not one of backfire: it has no ${name}`)
    }
    if (!(this.exports.memory instanceof WebAssembly.Memory)) throw new ModuleError('this is a WebAssembly module, but not one of backfire: it has no memory')
    this.lost = null // the error that ended it
    this.block = 0
    this.size = 0
  }

  /** Runs a function. What it throws is a trap: nothing in here can be relied on after it. */
  run(name, ...args) {
    if (this.lost) throw this.lost
    try {
      return this.exports[name](...args)
    } catch (cause) {
      this.lost = new KernelLostError(`the kernel failed in ${name}: ${cause.message}`, { cause })
      throw this.lost
    }
  }

  // The memory moves when it grows: no view outlives a call.
  get bytes() {
    if (this.u8?.buffer !== this.exports.memory.buffer) this.u8 = new Uint8Array(this.exports.memory.buffer)
    return this.u8
  }

  get view() {
    if (this.dv?.buffer !== this.exports.memory.buffer) this.dv = new DataView(this.exports.memory.buffer)
    return this.dv
  }

  /** Memory for one call: a message, then what the caller lays out in it with put and room. */
  frame(size) {
    const need = messageSize + size + slack
    if (need > this.size) {
      this.drop()
      const rounded = need > keptBlock ? need : 2 ** Math.ceil(Math.log2(need))
      const block = this.run('bf_alloc', rounded > 0xffffffff ? 0 : rounded)
      if (block === 0) throw new MemoryError(`the kernel's memory has no room for ${need} bytes`)
      this.block = block >>> 0
      this.size = rounded
    }
    this.message = this.block
    this.top = this.block + messageSize
  }

  /** Gives a large block back. */
  done() {
    if (this.size > keptBlock && !this.lost) this.drop()
  }

  drop() {
    if (this.block) this.run('bf_free', this.block, this.size)
    this.block = this.size = 0
  }

  /** Reserves memory of the frame, aligned to 8. */
  room(size) {
    const at = this.top
    this.top = (at + size + 7) & ~7
    if (this.top < at || this.top > this.block + this.size) throw new Error('a frame is too small for what is put into it')
    return at
  }

  /** Copies a text, a string or bytes, into the frame. Sets len. */
  put(text) {
    const at = this.room(sizeOf(text))
    if (typeof text === 'string') {
      this.len = encoder.encodeInto(text, this.bytes.subarray(at, this.top)).written
    } else {
      this.bytes.set(text, at)
      this.len = text.length
    }
    return at
  }

  floats(values) {
    const at = this.room(8 * values.length)
    for (let i = 0; i < values.length; i++) this.view.setFloat64(at + 8 * i, values[i], true)
    return at
  }

  u32(at) { return this.view.getUint32(at, true) }

  copy(at, len) { return this.bytes.slice(at, at + len) }

  string(at, len) { return decoder.decode(this.bytes.subarray(at, at + len)) }

  /** Calls a function that returns a status; throws the error that it means, unless it is one of those allowed. */
  status(name, allowed, ...args) {
    const status = this.run(name, ...args, this.message)
    if (status === OK || status === allowed) return status
    const words = this.string(this.message + 4, Math.min(this.u32(this.message), messageSize - 4))
    const Failure = failures[status]
    throw Failure ? new Failure(words) : new ModuleError(`${name} returned status ${status}: ${words}`)
  }
}

/** The most bytes that a text takes as UTF-8, with what aligns the next thing. */
export function sizeOf(text) {
  if (typeof text === 'string') return 3 * text.length + 8
  if (text instanceof Uint8Array) return text.length + 8
  throw new ArgumentError(`a text is a string or a Uint8Array, not ${text === null ? 'null' : typeof text}`)
}
