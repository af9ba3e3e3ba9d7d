import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { checkWritable } from '@dfpir/app-restore'
import { UsageError } from '@dfpir/core'
import { figureFormat, ordersFigure, writeFigure } from '@dfpir/figures'
import { blockTitle } from './block-title.js'
import type { PromptOrders } from './order-prompts.js'

/** @throws UsageError for a file that exists or is of another kind, EnvironmentError where it cannot be written. */
export function checkFigure(path: string, force = false): void {
  figureFormat(path)
  if (existsSync(path) && !force) throw new UsageError(`${path} exists`, { hint: 'Overwrite it with --force.' })
  checkWritable(dirname(path))
}

/** Writes the orders and their distances as a figure. */
export async function drawOrders(path: string, { prompts, blocks }: PromptOrders): Promise<void> {
  const panels = blocks.map(({ block, ...panel }) => ({ title: blockTitle(block), ...panel }))
  await writeFigure(path, ordersFigure({ prompts, panels }))
}
