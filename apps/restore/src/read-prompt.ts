import { type Task, UsageError } from '@dfpir/core'
import { percent } from '@dfpir/detector'
import type { SelectPromptOptions } from '@dfpir/inference'
import {
  choosePrompt,
  exactPrompt,
  findPrompt,
  matchEmbedding,
  matchText,
  type PromptEncoder,
  type PromptMatch,
  type PromptTable,
} from '@dfpir/prompts'
import { openPromptEncoder } from '@dfpir/terminal'

/** What the command line says about the degradation. */
export interface PromptOptions {
  task?: Task | 'auto'
  /** One of the model's prompts, or free text. */
  prompt?: string
  sigma?: number
  /** The folder or hub id of a CLIP text model. */
  encoder?: string
  /** Whether the network gets the text's own embedding. */
  promptExact?: boolean
  /** Stops the download of an encoder. */
  signal?: AbortSignal
}

/** What to tell the restorer about a picture, and how sure it is where a free text was read. */
export interface SettledPrompt extends SelectPromptOptions {
  readonly promptConfidence?: number
}

/** Whether each picture is to be looked at: where nothing else is said, too. */
export function isBlind({ task, prompt, sigma }: PromptOptions): boolean {
  return task === 'auto' || (task === undefined && prompt === undefined && sigma === undefined)
}

/** @throws UsageError for options that make no sense together. */
export function checkPromptOptions({ task, prompt, encoder, promptExact }: PromptOptions): void {
  if (task === 'auto' && prompt !== undefined) {
    throw new UsageError('--task auto finds out what is wrong, and --prompt says it: leave one of them out')
  }
  if (prompt === undefined && (promptExact || encoder !== undefined)) {
    throw new UsageError(`${promptExact ? '--prompt-exact' : '--encoder'} needs a text: add --prompt`)
  }
  if (promptExact && encoder === undefined) {
    throw new UsageError('--prompt-exact needs --encoder, which turns the text into an embedding')
  }
}

/**
 * Settles which prompt is meant, where pictures are not looked at. One of the table, by text or name, is taken as it
 * is, and with a task nothing else will do; other text is read (with the encoder where there is one), and stderr tells
 * as what.
 *
 * @throws UsageError for a prompt that the table has not, and for a text that is unclear.
 */
export async function readPrompt(table: PromptTable, options: PromptOptions): Promise<SettledPrompt> {
  const { prompt: text, sigma, promptExact } = options
  const task = options.task === 'auto' ? undefined : options.task
  if (text === undefined) return { task, sigma }
  if (promptExact) return { prompt: await withEncoder(options, encoder => exactPrompt(table, text, { encoder, task })) }
  if (task !== undefined || table.length === 0 || findPrompt(table, text)) return { task, prompt: text, sigma }
  const match = await matchPrompt(table, text, options)
  const settled = settle(table, match, sigma)
  process.stderr.write(`${JSON.stringify(text)} → ${describe(settled)}, ${percent(match.confidence)} sure\n`)
  return settled
}

async function matchPrompt(table: PromptTable, text: string, options: PromptOptions): Promise<PromptMatch> {
  if (options.encoder === undefined) return matchText(table, text)
  return withEncoder(options, encoder => matchEmbedding(table, text, encoder))
}

async function withEncoder<T>(
  { encoder: location, signal }: PromptOptions,
  work: (encoder: PromptEncoder) => Promise<T>,
): Promise<T> {
  const encoder = await openPromptEncoder(location!, { signal })
  try {
    return await work(encoder)
  } finally {
    await encoder.dispose()
  }
}

/** For noise whose level nobody gives the picture decides, as with `--task denoise`. */
function settle(table: PromptTable, { prompt, confidence, sigma }: PromptMatch, given?: number): SettledPrompt {
  if (prompt.task !== 'denoise') return { prompt, promptConfidence: confidence }
  const level = given ?? sigma
  if (level === undefined) return { task: 'denoise', promptConfidence: confidence }
  return { prompt: choosePrompt(table, { task: 'denoise', sigma: level }), promptConfidence: confidence }
}

function describe({ prompt }: SettledPrompt): string {
  return typeof prompt === 'object'
    ? `prompt ${prompt.name} ("${prompt.text}")`
    : 'noise, of the level that each picture shows'
}
