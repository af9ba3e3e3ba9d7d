import { DataError, type Task, tasks } from '@dfpir/core'
import type { NetworkConfig } from '@dfpir/networks'
import { z } from 'zod'
import { parseNetwork } from './networks.js'

/** The description of a network in `config.json` and in the metadata `dfpir` of the weights file. */
export interface PretrainedDescription {
  readonly config: NetworkConfig
  /** The prompts without their embeddings, which are in the weights file. */
  readonly prompts: readonly {
    readonly name: string
    readonly task: Task
    readonly text: string
    readonly sigma?: number
  }[]
  /** Other metadata, such as the origin of the weights and their training. */
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

/** Formats the description as JSON. */
export function formatDescription({ config: all, prompts, metadata }: PretrainedDescription): string {
  const { architecture = 'dfpir', ...config } = all
  return `${JSON.stringify({ architecture, config, prompts, metadata }, undefined, 2)}\n`
}

/** Returns whether JSON describes an architecture of this project. Other projects write other `config.json` files. */
export function isDescription(text: string): boolean {
  try {
    const json: unknown = JSON.parse(text)
    return typeof json === 'object' && json !== null && 'architecture' in json
  } catch {
    return true // damaged: parseDescription reports it
  }
}

/**
 * @param source origin of the text, for the error message
 * @throws DataError if the text does not describe a known network
 */
export function parseDescription(text: string, source: string): PretrainedDescription {
  try {
    const { architecture, config, prompts, metadata } = schema.parse(JSON.parse(text))
    return { config: parseNetwork({ ...config, architecture }), prompts, metadata }
  } catch (cause) {
    const reason = cause instanceof z.ZodError ? z.prettifyError(cause) : (cause as Error).message
    throw new DataError(`${source} does not describe a known network: ${reason}`, { cause })
  }
}
