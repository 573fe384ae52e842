// What every host relies on, looked at in the module itself.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import test from 'node:test'

const root = new URL('../../../', import.meta.url)
const module = new WebAssembly.Module(await readFile(new URL('lib/wasm32/backfire.wasm', root)))
const tables = await readFile(new URL('contract/tables/tables.bin', root))
const header = await readFile(new URL('include/backfire.h', root), 'utf8')
const instantiate = () => new WebAssembly.Instance(module, {}).exports

test('it imports nothing', () => {
  assert.deepEqual(WebAssembly.Module.imports(module), [])
})

test('it exports memory, two functions for it, and every function of the header', () => {
  const declared = new Set([...header.matchAll(/^\S.*?\b(bf_[a-z0-9_]+)\(/gm)].map((found) => found[1]))
  assert(declared.size > 30)
  const exported = WebAssembly.Module.exports(module).filter((e) => e.kind === 'function').map((e) => e.name)
  assert.deepEqual(exported.sort(), [...declared, 'bf_alloc', 'bf_free'].sort())
  assert(instantiate().memory instanceof WebAssembly.Memory)
})

test('it was built from the declarations of the header', () => {
  const [, fingerprint] = header.match(/BF_ABI_FINGERPRINT UINT64_C\((0x[0-9a-f]+)\)/)
  const { bf_abi_fingerprint } = instantiate()
  assert.equal(BigInt.asUintN(64, bf_abi_fingerprint()), BigInt(fingerprint))
})

test('it opens the tables, and says which they are', () => {
  const { memory, bf_alloc, bf_free, bf_kernel_open, bf_kernel_digest, bf_kernel_free } = instantiate()
  const at = bf_alloc(tables.length)
  const out = bf_alloc(8)
  new Uint8Array(memory.buffer).set(tables, at)
  assert.equal(bf_kernel_open(at, tables.length, out, 0), 0)
  bf_free(at, tables.length)
  const handle = new DataView(memory.buffer).getUint32(out, true)
  assert.equal(bf_kernel_digest(handle, out, 0), 0)
  assert.equal(new DataView(memory.buffer).getBigUint64(out, true), tables.readBigUInt64LE(16))
  bf_kernel_free(handle)
  bf_free(out, 8)
})

test('memory that cannot be had is NULL', () => {
  const { memory, bf_alloc } = instantiate()
  assert.equal(bf_alloc(0), 0)
  assert.equal(bf_alloc(0x7fffffff), 0)
  assert.equal(bf_alloc(0xffffffff), 0)
  assert(memory.buffer.byteLength < 1 << 26)
})
