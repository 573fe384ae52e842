// Spans are half-open ranges in bytes of a text's UTF-8, unless a comment says otherwise. Texts are strings or their UTF-8.

export type Text = string | Uint8Array

export interface Span {
  start: number
  end: number
}

export type Source = WebAssembly.Module | ArrayBuffer | ArrayBufferView | URL | string | Response

export interface LoadOptions {
  /** The module. Default: backfire.wasm beside this package. */
  wasm?: Source | Promise<Source>
  /** The tables. Default: tables.bin beside this package. */
  tables?: Exclude<Source, WebAssembly.Module> | Promise<Exclude<Source, WebAssembly.Module>>
  signal?: AbortSignal
}

/** Loads a kernel. Rejects with a ModuleError or TableError for what is none, and with the signal's reason. */
export function load(options?: LoadOptions): Promise<Kernel>

export type Verdict = 'unknown' | 'supported' | 'contradicted'
export type Reason =
  | 'unsupported' | 'no_facts' | 'no_content' | 'restated' | 'number' | 'unit' | 'date' | 'negation' | 'antonym' | 'entity'
export type ScanMode = 'prompt' | 'document' | 'output'
export type Category =
  | 'override' | 'role_switch' | 'delimiter' | 'extraction' | 'output_manipulation' | 'exfiltration' | 'tool_abuse' | 'jailbreak'
  | 'encoded' | 'path_traversal' | 'hidden_text' | 'secret' | 'pii'

export interface Finding extends Span {
  /** The rule's id, such as "secret.aws_access_key_id". */
  rule: string
  category: Category
  /** Of secrets and personal data what it is, such as "EMAIL_ADDRESS"; else "". */
  type: string
  /** How it is encoded, such as "base64"; then the span is all that is encoded. "" if it is not. */
  layer: string
  /** 1 to 100: how much the match says by itself. */
  weight: number
  /** A check beside the pattern held, such as a check digit. */
  validated: boolean
}

export interface Grounding {
  verdict: Verdict
  reason: Reason
  /** 0 to 1. */
  support: number
  claim: Span
  /** Number of the deciding document in the snapshot; -1 for none. */
  doc: number
  evidence: Span
  claimFocus: Span
  evidenceFocus: Span
}

export interface Score {
  /** 0 to 1. */
  score: number
  approved: boolean
  warning: boolean
}

/** Its lists are made when they are first asked for. */
export interface Analysis {
  readonly sentences: Span[]
  readonly words: Span[]
  /** value is a plain decimal, exact however long; unit is "" for none. */
  readonly numbers: (Span & { value: string; unit: string })[]
  readonly names: Span[]
  readonly negations: Span[]
  readonly quotes: Span[]
}

export interface Signals {
  entityOverlap: number
  numeric: 'none' | 'consistent' | 'conflicting'
  negationFlip: boolean
  traceability: number
  wordOverlap: number
  lite: number
}

export interface CoherenceConfig {
  threshold?: number
  soft_limit?: number
  weight_logic?: number
  weight_fact?: number
}

export interface HaltConfig {
  hard_limit?: number
  soft_limit?: number
  window?: number
  window_threshold?: number
  trend_window?: number
  trend_threshold?: number
  entropy_limit?: number
  deadline_ms?: number
}

export interface HaltDecision {
  index: number
  halted: boolean
  reason: '' | 'non_finite' | 'hard_limit' | 'window_mean' | 'trend' | 'entropy' | 'deadline'
  value: number
  limit: number
  warning: boolean
}

/** What backfire computes: the functions of contract/SPEC.md. A failure that loses it costs the call in which it happens, which
 * throws a KernelLostError, and every Index; the next call is served by a fresh one. */
export class Kernel {
  private constructor()
  readonly version: string
  /** Bytes of memory that the kernel has taken. It never shrinks, and never exceeds a gigabyte. */
  readonly memory: number
  digest(): bigint
  fold(text: Text): { text: Uint8Array; map: Uint32Array }
  /** The claims of a whole text, white space before each included. */
  claims(text: Text): Span[]
  analyze(text: Text): Analysis
  signals(claim: Text, source: Text): Signals
  /** alive is where the earliest match begins that more text could complete or make longer. */
  scan(text: Text, mode?: ScanMode): { findings: Finding[]; alive: number }
  skeleton(text: Text): Uint8Array
  /** How likely a text is an attack, 0 to 1, by the model for a mode, and the words that speak most for it. */
  injectionScore(text: Text, mode?: ScanMode): { score: number; span: Span }
  /** Whether a text is an attack on a model, by the rules and by the model. */
  injection(text: Text, mode?: ScanMode): { score: number; detected: boolean; span: Span }
  coherence(hLogical?: number, hFactual?: number, config?: CoherenceConfig): Score
  injectionVerdict(
    claims: { traceability: number; entityOverlap: number; forward: number; reverse: number }[],
    sanitizer: number,
    baseline: number,
    config?: { detect?: number; drift?: number; claim?: number; trace_floor?: number; stage1_weight?: number },
  ): { claims: { verdict: 'grounded' | 'drifted' | 'injected'; divergence: number }[]; risk: number; combined: number; detected: boolean }
  softmax(logits: number[], cols: number): number[]
  divergence(probs: number[], cols: number, contradiction?: number, neutral?: number): number[]
  confidence(probs: number[], cols: number): number[]
  terms(text: Text): BigUint64Array
  stem(word: Text): Uint8Array
  hash(word: Text): bigint
  halt(config?: HaltConfig): Halt
  newIndex(params?: { k1?: number; b?: number }): Index
  /** Throws a CorruptIndexError for what Index.save did not write. */
  loadIndex(saved: Uint8Array): Index
  close(): void
}

/** The streaming state machine over scores. After a halt it gives that decision for ever. */
export class Halt {
  private constructor()
  step(token: { score: number; entropy?: number; elapsed?: number }): HaltDecision
}

/** Documents, searched by BM25; or a snapshot of them, which never changes. Close it when done; one that is forgotten is freed
 * when the garbage collector finds it. */
export class Index {
  private constructor()
  readonly size: number
  add(id: Text, text: Text): void
  replace(id: Text, text: Text): void
  remove(id: Text): boolean
  snapshot(): Index
  search(query: Text, k: number): { doc: number; score: number }[]
  document(doc: number): { id: Uint8Array; text: Uint8Array }
  ground(claim: Text): Grounding
  review(answer: Text, hLogical?: number, config?: CoherenceConfig): Score & { hLogical: number; hFactual: number; claims: Grounding[] }
  save(): Uint8Array
  close(): void
}

export type Action = 'ignore' | 'flag' | 'halt'

/** The keys of a policy file that mean something here; what is left out has its default. */
export interface Policy {
  /** Also halt at, and do not approve, claims that no fact supports. */
  strict?: boolean
  hold?: { max_bytes?: number; on_overflow?: 'halt' | 'release' }
  coherence?: CoherenceConfig
  halt?: {
    enabled?: boolean
    hard_limit?: number
    window?: number
    window_threshold?: number
    trend_window?: number
    trend_threshold?: number
  }
  scan?: { min_weight?: number; allow?: string[]; output?: Partial<Record<Category, Action>> }
}

export interface Evidence {
  /** The fact's. */
  id: string
  /** The deciding sentence, in bytes of the fact. */
  span: Span
  text: string
  /** The words that differ; of a contradiction only. */
  focus?: Span
  words?: string
}

export interface Claim {
  /** In bytes of the answer. */
  span: Span
  text: string
  verdict: Verdict
  reason: Reason
  support: number
  score?: number
  /** The words that differ; of a contradiction only. */
  focus?: Span
  words?: string
  evidence?: Evidence
  /** The bound that ended the claim before it could be judged. */
  unjudged?: 'hold_bytes'
}

export interface Review extends Score {
  hLogical: number
  hFactual: number
  claims: Claim[]
}

export interface GateOptions {
  /** Called with each claim as it is decided, before it leaves, also with the one that halts. */
  onClaim?(claim: Claim): void
  /** Called with each finding that the policy flags. */
  onFinding?(finding: Finding & { text: string }): void
}

export interface StreamOptions extends GateOptions {
  /** Ends both sides; nothing leaves after it. */
  signal?: AbortSignal
  /** true: readable gives Uint8Arrays. */
  bytes?: boolean
}

/** Facts, and a policy. Facts without an id are numbered from "1". */
export class Guard {
  constructor(kernel: Kernel, options?: { facts?: (string | { id: string; text: Text })[]; policy?: Policy })
  readonly kernel: Kernel
  /** Throws a DuplicateIdError if the id is taken. */
  add(id: string, text: Text): void
  replace(id: string, text: Text): void
  remove(id: string): boolean
  review(answer: Text): Review
  stream(options: StreamOptions & { bytes: true }): GuardStream<Uint8Array>
  stream(options?: StreamOptions): GuardStream<string>
  /** The gate without streams: release is called with bytes that may leave. */
  gate(release: (piece: Uint8Array) => void, options?: GateOptions): Gate
  close(): void
}

/** For pipeThrough. A halt is an error of readable after all that has left was read, and of writable at once. */
export interface GuardStream<T> {
  readonly readable: ReadableStream<T>
  readonly writable: WritableStream<Text>
  /** Settles when the stream has ended: with the HaltError if it halted. Never rejects. */
  readonly halted: Promise<HaltError | undefined>
}

export interface Gate {
  /** Throws the HaltError if it halts, and ever after. */
  write(bytes: Uint8Array): void
  close(): void
  /** Lets go of the facts of a gate that is not closed. */
  cancel(): void
  /** How many bytes have left. */
  readonly released: number
  readonly halt?: HaltError
}

/** Masks secrets and personal data with placeholders such as <EMAIL_ADDRESS_1>. Restoring what was masked gives the text. */
export class Redactor {
  constructor(kernel: Kernel)
  mask(text: string, mode?: ScanMode): { text: string; items: (Span & { placeholder: string; type: string })[] }
  restore(text: string): string
  restoreStream(): TransformStream<string, string>
  /** Forgets the originals. */
  close(): void
}

/** The text of a streamed answer of OpenAI's Chat Completions (of one choice, 0 unless given) or Responses interface. It errors
 * with a ProviderError for what breaks the format, breaks off, or reports an error. Cancelling it cancels the request. */
export function openaiText(response: Response, options?: { choice?: number }): ReadableStream<string>

/** The text of a streamed answer of Anthropic's Messages interface; otherwise as openaiText. */
export function anthropicText(response: Response): ReadableStream<string>

export class BackfireError extends Error {}
export class ModuleError extends BackfireError {}
export class TableError extends BackfireError {}
export class KernelLostError extends BackfireError {}
export class MemoryError extends BackfireError {}
export class ClosedError extends BackfireError {}
export class ArgumentError extends BackfireError {}
export class ConfigError extends BackfireError {}
export class ShapeError extends BackfireError {}
export class DuplicateIdError extends BackfireError {}
export class IndexFullError extends BackfireError {}
export class CorruptIndexError extends BackfireError {
  readonly offset: number
}
export class ProviderError extends BackfireError {}
export class HaltError extends BackfireError {
  readonly cause: 'contradiction' | 'unsupported' | 'score' | 'finding' | 'hold_bytes'
  /** The claim's reason, the finding's rule, or the cause. */
  readonly rule: string
  readonly claim: Pick<Claim, 'span' | 'text'> & Partial<Claim>
  readonly text: string
  /** How many bytes had left. */
  readonly released: number
  readonly value?: number
  readonly limit?: number
  readonly finding?: Finding & { text: string }
}
