import { existsSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { UsageError } from '@dfpir/core'
import { readFailure } from '@dfpir/core/node'
import { readFigure } from '@dfpir/figures'
import { readEvaluation } from './read-evaluation.js'
import { readSweepRun } from './read-sweep-run.js'
import { readTraining } from './read-training.js'
import type { UnnamedRun } from './run.js'

/** The first of these files in a folder determines the kind of run. */
const readers: Readonly<Record<string, (folder: string) => Promise<UnnamedRun>>> = {
  'sweep.json': readSweepRun,
  'log.jsonl': readTrainingRun,
  'run.json': readTrainingRun,
  'results.json': folder => readEvaluationRun(join(folder, 'results.json')),
}

/**
 * Reads the folder of a training, a sweep or an evaluation, a JSON file of an evaluation, or a figure.
 *
 * @throws UsageError for anything else, DataError for a run that is unreadable or damaged
 */
export async function readRun(path: string): Promise<UnnamedRun> {
  const status = await stat(path).catch(cause => {
    if (cause.code === 'ENOENT') throw new UsageError(`${path} does not exist`, { cause })
    throw readFailure(path, cause)
  })
  if (!status.isDirectory()) return readFileRun(path)
  const read = readerFor(path)
  if (read) return read(path)
  throw new UsageError(
    `${path} is not a run: it has no log.jsonl (dfpir train), sweep.json (dfpir ablate) or results.json (dfpir evaluate)`,
    { hint: await hintFor(path) },
  )
}

function readerFor(folder: string) {
  const file = Object.keys(readers).find(name => existsSync(join(folder, name)))
  return file === undefined ? undefined : readers[file]
}

async function hintFor(folder: string): Promise<string | undefined> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  const inside = entries.filter(entry => entry.isDirectory() && readerFor(join(folder, entry.name)))
  if (inside.length === 0) return undefined
  const shown = inside.slice(0, 5).map(({ name }) => join(folder, name))
  return `It contains runs: ${shown.join(' ')}${inside.length > shown.length ? ' …' : ''}`
}

async function readFileRun(path: string): Promise<UnnamedRun> {
  const extension = extname(path).toLowerCase()
  if (extension === '.json') return readEvaluationRun(path)
  if (extension === '.svg' || extension === '.png') return { kind: 'figure', figure: await readFigure(path) }
  throw new UsageError(
    `${path} is not a run: expected a folder, a .json file of an evaluation, or a figure (.svg, .png)`,
  )
}

async function readTrainingRun(folder: string): Promise<UnnamedRun> {
  return { kind: 'training', training: await readTraining(folder) }
}

async function readEvaluationRun(path: string): Promise<UnnamedRun> {
  return { kind: 'evaluation', evaluation: await readEvaluation(path) }
}
