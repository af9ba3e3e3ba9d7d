import { DataError, type Task, tasks } from '@dfpir/core'
import type { NetworkConfig } from '@dfpir/networks'
import { z } from 'zod'
import { parseNetwork } from './networks.js'

/** What `config.json`, and the metadata `dfpir` of the weights' file, say of a network. */
export interface PretrainedDescription {
  readonly config: NetworkConfig
  /** The prompts without their embeddings, which are in the weights' file. */
  readonly prompts: readonly {
    readonly name: string
    readonly task: Task
    readonly text: string
    readonly sigma?: number
  }[]
  /** Whatever else was said: where the weights come from, how they were trained. */
  readonly metadata: Readonly<Record<string, string>>
}

const prompt = z.object({
  name: z.string().min(1),
  task: z.enum(tasks),
  text: z.string(),
  sigma: z.number().min(0).optional(),
})

const schema = z.object({
  architecture: z.string(),
  config: z.record(z.string(), z.unknown()),
  prompts: z.array(prompt).default([]),
  metadata: z.record(z.string(), z.string()).default({}),
})

/** The description as JSON. */
export function formatDescription({ config: all, prompts, metadata }: PretrainedDescription): string {
  const { architecture = 'dfpir', ...config } = all
  return `${JSON.stringify({ architecture, config, prompts, metadata }, undefined, 2)}\n`
}

/** True for JSON that speaks of an architecture as this project does: other projects write other `config.json`s. */
export function isDescription(text: string): boolean {
  try {
    const json: unknown = JSON.parse(text)
    return typeof json === 'object' && json !== null && 'architecture' in json
  } catch {
    return true // damaged: parseDescription says so
  }
}

/**
 * @param source where the text is from, for the error message
 * @throws DataError when the text does not describe a network that is known here
 */
export function parseDescription(text: string, source: string): PretrainedDescription {
  try {
    const { architecture, config, prompts, metadata } = schema.parse(JSON.parse(text))
    return { config: parseNetwork({ ...config, architecture }), prompts, metadata }
  } catch (cause) {
    const reason = cause instanceof z.ZodError ? z.prettifyError(cause) : (cause as Error).message
    throw new DataError(`${source} does not describe a network that is known here: ${reason}`, { cause })
  }
}
