// Every error of this package has a name to switch on. What caused it, if another error did, is its cause.

export class BackfireError extends Error {
  constructor(message, options) {
    super(message, options)
    this.name = new.target.name
  }
}

/** The bytes are no WebAssembly module, or the module is not this package's kernel. */
export class ModuleError extends BackfireError {}
/** The tables were refused. */
export class TableError extends BackfireError {}
/** The kernel failed in mid-call. What it held is lost; the next call is served by a fresh one. */
export class KernelLostError extends BackfireError {}
/** The input, or what it needs, is larger than the kernel's memory may become. */
export class MemoryError extends BackfireError {}
/** Something was used after it was closed. */
export class ClosedError extends BackfireError {}
/** An argument is of no use; the message says which. */
export class ArgumentError extends BackfireError {}
/** A number of a configuration is out of its range. */
export class ConfigError extends BackfireError {}
/** The length of a matrix does not fit its columns, or a column does not exist. */
export class ShapeError extends BackfireError {}
/** A document with this id is in the index already. */
export class DuplicateIdError extends BackfireError {}
/** No document number is left. */
export class IndexFullError extends BackfireError {}
/** The bytes are not a saved index; offset is where that was noticed. */
export class CorruptIndexError extends BackfireError {
  constructor(problem, offset) {
    super(`saved index, byte ${offset}: ${problem}`)
    this.offset = offset
  }
}
/** A provider's stream broke its format, or reported an error. */
export class ProviderError extends BackfireError {}

/** A guarded stream was stopped. What had left by then ends where an approved claim ended. */
export class HaltError extends BackfireError {
  constructor(details) {
    super(`halted by ${details.rule} after ${details.released} bytes: ${JSON.stringify(details.text.slice(0, 80))}`)
    Object.assign(this, details)
  }
}
