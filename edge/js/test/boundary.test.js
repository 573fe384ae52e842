// Bad input where JavaScript and the module meet: a named error each, no host that falls over, nothing that leaks.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import test from 'node:test'
import { Guard, load, Redactor } from '../index.js'
import { Instance } from '../lib/instance.js'
import { kernel, sources } from './support/kernel.js'

const wasm = await readFile(sources.wasm)
const tables = await readFile(sources.tables)

const bytes = (text) => Uint8Array.from(text, (c) => c.charCodeAt(0))
const empty = bytes('\0asm\x01\0\0\0')
const importing = bytes('\0asm\x01\0\0\0\x01\x04\x01\x60\0\0\x02\x07\x01\x01e\x01f\0\0') // imports e.f

/** The module with another text in place of one, both of one length. */
function altered(from, to) {
  const at = wasm.indexOf(from)
  assert(at > 0)
  const copy = Buffer.from(wasm)
  copy.write(to, at, 'latin1')
  return copy
}

test('what is no module of backfire', async (t) => {
  for (const [name, source, says] of [
    ['nothing', new Uint8Array(), /no WebAssembly module/],
    ['a text', bytes('this is no module'), /no WebAssembly module/],
    ['cut in half', wasm.subarray(0, wasm.length / 2), /no WebAssembly module/],
    ['without its last byte', wasm.subarray(0, -1), /no WebAssembly module/],
    ['an empty one', empty, /not one of backfire/],
    ['one with imports', importing, /cannot be instantiated without imports/],
    ['another version', altered('0.1.0\0', '9.1.0\0'), /version "9.1.0"/],
    ['a number', 7, /want bytes, a URL or a Response/],
    ['a file that is not there', new URL('nowhere.wasm', import.meta.url), /nowhere.wasm/],
    ['a response that failed', new Response('no', { status: 404 }), /status 404/],
  ]) {
    await t.test(name, () => assert.rejects(load({ ...sources, wasm: source }), (error) => error.name === 'ModuleError' && says.test(error.message) || assert.fail(error)))
  }
})

test('tables that are refused', async (t) => {
  const damaged = Buffer.from(tables)
  damaged[damaged.length - 1] ^= 1
  for (const [name, source] of [['nothing', new Uint8Array()], ['cut in half', tables.subarray(0, tables.length / 2)], ['damaged', damaged], ['a number', 7]]) {
    await t.test(name, () => assert.rejects(load({ ...sources, tables: source }), { name: 'TableError' }))
  }
})

test('sources: bytes, buffers, modules, responses, promises of them', async () => {
  for (const source of [wasm, new Uint8Array(wasm).buffer, new WebAssembly.Module(wasm), new Response(wasm), Promise.resolve(wasm), String(sources.wasm)]) {
    assert.equal((await load({ ...sources, wasm: source })).version, kernel.version)
  }
})

test('an aborted load', () => assert.rejects(load({ ...sources, signal: AbortSignal.abort() }), { name: 'AbortError' }))

test('arguments of no use', () => {
  const index = kernel.newIndex()
  for (const [call, name] of [
    [() => kernel.fold(7), 'ArgumentError'], [() => kernel.fold(undefined), 'ArgumentError'], [() => kernel.fold(null), 'ArgumentError'],
    [() => kernel.scan('text', 'poem'), 'ArgumentError'], [() => kernel.softmax([1, 2], 1.5), 'ArgumentError'], [() => kernel.softmax([1, 2, 3], 2), 'ShapeError'],
    [() => kernel.divergence([1, 2, 3], 3, 7), 'ShapeError'], [() => kernel.coherence(0, 0, { threshold: 2 }), 'ConfigError'],
    [() => kernel.coherence(0, 0, { treshold: 0.5 }), 'ArgumentError'], [() => kernel.halt({ window: 0 }), 'ConfigError'], [() => kernel.halt({ window: 'wide' }), 'ArgumentError'],
    [() => kernel.newIndex({ b: 2 }), 'ConfigError'], [() => index.search('x', 1.5), 'ArgumentError'], [() => index.add('a', {}), 'ArgumentError'],
    [() => kernel.loadIndex(bytes('BKFINDEX')), 'CorruptIndexError'], [() => index.snapshot().add('a', 'b'), 'ArgumentError'],
    [() => new Guard(kernel, { policy: { mode: 'gate' } }), 'ArgumentError'], [() => new Guard(kernel, { policy: { hold: { max_bytes: 1 } } }), 'ArgumentError'],
    [() => new Guard(kernel, { policy: { scan: { output: { pii: 'redact' } } } }), 'ArgumentError'], [() => new Guard(kernel, { facts: [{ id: 1, text: 'x' }] }), 'ArgumentError'],
    [() => new Guard(kernel, { facts: [{ id: 'a', text: 'x' }, { id: 'a', text: 'y' }] }), 'DuplicateIdError'],
  ]) {
    assert.throws(call, (error) => error.name === name || assert.fail(error), String(call))
  }
  assert.equal(index.size, 0, 'and the kernel is as it was')
})

test('texts beyond memory', () => {
  const small = new Uint8Array(700 << 20) // with room for what it folds to that is more than the module may take
  assert.throws(() => kernel.fold(small), { name: 'MemoryError' })
  assert.throws(() => kernel.signals(small, small), { name: 'MemoryError' })
  assert.equal(kernel.fold('still there').text.length, 11)
})

test('growth that is refused', () => {
  const instance = new Instance(new WebAssembly.Module(wasm))
  for (const size of [1 << 30, 2 ** 31, 2 ** 32, 2 ** 40]) assert.throws(() => instance.frame(size), { name: 'MemoryError' })
  instance.frame(100)
  assert.throws(() => instance.room(1e6), /too small/)
})

/** Makes the instance that an index is in fail in mid-call: a length that reaches beyond memory. */
async function lost() {
  const own = await load(sources)
  const index = own.newIndex()
  index.add('a', 'red')
  const machine = own.halt()
  const snapshot = index.snapshot()
  const { run } = Instance.prototype
  Instance.prototype.run = function (name, ...args) {
    return name === 'bf_hash_word' ? run.call(this, name, args[0], 0x7fffffff, ...args.slice(2)) : run.call(this, name, ...args)
  }
  try {
    assert.throws(() => own.hash('x'), { name: 'KernelLostError' })
  } finally {
    Instance.prototype.run = run
  }
  return { own, index, snapshot, machine }
}

test('a trap loses what the instance held, and no more', async () => {
  const { own, index, snapshot, machine } = await lost()
  for (const call of [
    () => index.add('b', 'blue'), () => index.size, () => index.snapshot(), () => index.remove('a'), () => index.search('red', 1), () => snapshot.ground('red'),
    () => snapshot.review('red'), () => snapshot.document(0), () => snapshot.save(),
  ]) assert.throws(call, { name: 'KernelLostError' }, String(call))
  index.close()
  assert.throws(() => index.size, { name: 'ClosedError' })
  assert.equal(own.hash(''), 0x0850f9794d5108b4n, 'a fresh instance serves the next call')
  assert.equal(machine.step({ score: 1 }).halted, false, 'a machine lives in memory of the host')
  const again = own.newIndex()
  again.add('a', 'red')
  assert.equal(again.size, 1)
})

test('what has been closed', async () => {
  const own = await load(sources)
  const index = own.newIndex()
  const snapshot = index.snapshot()
  index.close()
  index.close()
  assert.throws(() => index.add('a', 'b'), { name: 'ClosedError' })
  assert.equal(snapshot.size, 0, 'a snapshot outlives its index')
  own.close()
  assert.throws(() => own.fold('x'), { name: 'ClosedError' })
  assert.equal(snapshot.size, 0, 'and its kernel')
  const redactor = new Redactor(kernel)
  redactor.close()
  assert.throws(() => redactor.mask('x'), { name: 'ClosedError' })
  assert.throws(() => redactor.restore('x'), { name: 'ClosedError' })
})

test('a million calls take no more memory than the first', async () => {
  const own = await load(sources)
  const guard = new Guard(own, { facts: ['It costs 20 dollars.'] })
  const spend = (calls) => {
    for (let n = 0; n < calls; n++) {
      own.hash('word')
      if (n % 100) continue
      own.scan('mail bob@example.org')
      guard.replace('1', `It costs ${n} dollars.`)
      const gate = guard.gate(() => {})
      gate.write(new TextEncoder().encode('It rained. '))
      gate.close()
      const index = own.newIndex()
      index.add('a', 'some text. '.repeat(100))
      index.close()
      if (n % 50_000 === 0) own.fold('x'.repeat(3 << 20)) // a block that goes back
    }
    return own.memory
  }
  spend(20_000)
  const early = spend(100_000)
  const late = spend(1_000_000)
  assert.equal(late, early)
})
