// The kernel of this clone, for tests.
import { load } from '../../lib/load.js'

const root = new URL('../../../../', import.meta.url)
export const sources = { wasm: new URL('lib/wasm32/backfire.wasm', root), tables: new URL('contract/tables/tables.bin', root) }
export const kernel = await load(sources)
