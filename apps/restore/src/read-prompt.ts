import { type Task, UsageError } from '@dfpir/core'
import { percent } from '@dfpir/detector'
import { type SettledPrompt, settlePrompt, type TextMatcher } from '@dfpir/inference'
import { exactPrompt, matchEmbedding, matchText, type PromptEncoder, type PromptTable } from '@dfpir/prompts'
import { openPromptEncoder } from '@dfpir/terminal'

/** The options that describe the damage. */
export interface ReadPromptOptions {
  task?: Task | 'auto'
  /** One of the model's prompts, or free text. */
  prompt?: string
  sigma?: number
  /** Folder or hub id of a CLIP text model. */
  encoder?: string
  /** Whether to pass the text's own embedding to the network. */
  promptExact?: boolean
  /** Aborts the download of an encoder. */
  signal?: AbortSignal
}

/** Whether to detect the damage in each picture. True also if no option describes it. */
export function isBlind({ task, prompt, sigma }: ReadPromptOptions): boolean {
  return task === 'auto' || (task === undefined && prompt === undefined && sigma === undefined)
}

/** @throws UsageError for contradictory options. */
export function checkPromptOptions({ task, prompt, encoder, promptExact }: ReadPromptOptions): void {
  if (task === 'auto' && prompt !== undefined) {
    throw new UsageError('--task auto detects the damage, and --prompt describes it: use only one of them')
  }
  if (prompt === undefined && (promptExact || encoder !== undefined)) {
    throw new UsageError(`${promptExact ? '--prompt-exact' : '--encoder'} needs a text: add --prompt`)
  }
  if (promptExact && encoder === undefined) {
    throw new UsageError('--prompt-exact needs --encoder, which turns the text into an embedding')
  }
}

/**
 * Selects the prompt without looking at pictures. A text or name from the table selects that prompt, and with a task
 * nothing else is accepted. Other text is interpreted, by the encoder if there is one, and the result goes to stderr.
 *
 * @throws UsageError for a prompt that is not in the table, and for an unclear text.
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
    : 'noise, at the level estimated for each picture'
}
