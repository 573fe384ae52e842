// What the rules of the tables are called, and from where on their models are sure. The kernel has no use for either.
import { categories } from './abi.js'

const headerSize = 24, entrySize = 16, ruleSize = 32
const modelSections = [21, 22] // of the modes prompt and document
const rulesSection = 17, userRulesSection = 18, rules = 1, nameOffsets = 13, nameBytes = 14

/** id, category, type and weight of each rule, in the order of their numbers. */
export function readRules(tables) {
  const sections = readSections(tables)
  return [rulesSection, userRulesSection].flatMap((id) => (sections.get(id)?.length ? readSet(sections.get(id)) : []))
}

/** Of each mode's model the margin at which a text is taken for an attack, and its scale; undefined where there is none. */
export function readModels(tables) {
  const sections = readSections(tables)
  return modelSections.map((id) => {
    const model = sections.get(id)
    if (!model?.length) return undefined
    const view = viewOf(model)
    return { scale: view.getInt32(8, true), balanced: view.getInt32(20, true) }
  })
}

function readSet(blob) {
  const sections = readSections(blob)
  const names = readNames(sections.get(nameOffsets), sections.get(nameBytes))
  const records = sections.get(rules), view = viewOf(records)
  return Array.from({ length: records.length / ruleSize }, (_, i) => ({
    category: categories[records[i * ruleSize]],
    weight: records[i * ruleSize + 3],
    id: names[view.getUint32(i * ruleSize + 8, true)],
    type: names[view.getUint32(i * ruleSize + 12, true)],
  }))
}

function readNames(offsets, bytes) {
  const view = viewOf(offsets), decoder = new TextDecoder()
  return Array.from({ length: offsets.length / 4 - 1 }, (_, i) => decoder.decode(bytes.subarray(view.getUint32(4 * i, true), view.getUint32(4 * i + 4, true))))
}

function readSections(blob) {
  const view = viewOf(blob)
  return new Map(Array.from({ length: view.getUint32(12, true) }, (_, i) => {
    const at = headerSize + i * entrySize, start = view.getUint32(at + 8, true)
    return [view.getUint32(at, true), blob.subarray(start, start + view.getUint32(at + 12, true))]
  }))
}

const viewOf = (bytes) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
