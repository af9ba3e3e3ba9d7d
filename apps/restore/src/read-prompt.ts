import { type Task, UsageError } from '@dfpir/core'
import { percent } from '@dfpir/detector'
import { type SettledPrompt, settlePrompt, type TextMatcher } from '@dfpir/inference'
import { exactPrompt, matchEmbedding, matchText, type PromptEncoder, type PromptTable } from '@dfpir/prompts'
import { openPromptEncoder } from '@dfpir/terminal'

/** What the command line says about the degradation. */
export interface ReadPromptOptions {
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

/** Whether each picture is to be looked at: where nothing else is said, too. */
export function isBlind({ task, prompt, sigma }: ReadPromptOptions): boolean {
  return task === 'auto' || (task === undefined && prompt === undefined && sigma === undefined)
}

/** @throws UsageError for options that make no sense together. */
export function checkPromptOptions({ task, prompt, encoder, promptExact }: ReadPromptOptions): void {
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
export async function readPrompt(table: PromptTable, options: ReadPromptOptions): Promise<SettledPrompt> {
  const { prompt: text, sigma, promptExact } = options
  const task = options.task === 'auto' ? undefined : options.task
  if (text !== undefined && promptExact) {
    return { prompt: await withEncoder(options, encoder => exactPrompt(table, text, { encoder, task })) }
  }
  const settled = await settlePrompt(table, { task, prompt: text, sigma }, matcherOf(options))
  const { promptConfidence } = settled
  if (promptConfidence !== undefined) {
    process.stderr.write(`${JSON.stringify(text)} → ${describe(settled)}, ${percent(promptConfidence)} sure\n`)
  }
  return settled
}

function matcherOf(options: ReadPromptOptions): TextMatcher {
  if (options.encoder === undefined) return matchText
  return (table, text) => withEncoder(options, encoder => matchEmbedding(table, text, encoder))
}

async function withEncoder<T>(
  { encoder: location, signal }: ReadPromptOptions,
  work: (encoder: PromptEncoder) => Promise<T>,
): Promise<T> {
  await using encoder = await openPromptEncoder(location!, { signal })
  return await work(encoder)
}

function describe({ prompt }: SettledPrompt): string {
  return typeof prompt === 'object'
    ? `prompt ${prompt.name} ("${prompt.text}")`
    : 'noise, of the level that each picture shows'
}
