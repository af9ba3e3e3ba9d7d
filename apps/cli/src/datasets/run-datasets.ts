import { relative, resolve, sep } from 'node:path'
import { Progress } from '@dfpir/core/node'
import {
  checkDataset,
  detectLayout,
  faultsError,
  findLayout,
  type Layout,
  layouts,
  openDataset,
  type PictureSet,
  unrecognisedPairs,
} from '@dfpir/datasets'
import { interruptible, printJson } from '@dfpir/terminal'
import { formatDatasetReport, type Halves } from './format-report.js'

/** The options of `dfpir datasets check` as commander hands them over. */
export interface CheckOptions {
  layout?: string
  json?: boolean
}

/**
 * `dfpir datasets check`.
 *
 * @throws UsageError for a layout or folder that is not there.
 * @throws DataError when the folder is not of the layout, and, after everything was printed, when there are faults.
 */
export async function runCheck(folder: string, { layout: name, json }: CheckOptions): Promise<void> {
  const layout = name === undefined ? await detectLayout(folder) : findLayout(name)
  const set = await openDataset(layout.name, folder)
  const checked = await interruptible(signal => withProgress(onProgress => checkDataset(set, { onProgress, signal })))
  const suspicions = name === undefined && layout.kind === 'clean' ? await unrecognisedPairs(folder) : []
  const report = { ...checked, faults: [...checked.faults, ...suspicions], halves: halvesOf(layout, folder, set) }
  if (json) printJson({ folder, layout: layout.name, ...report })
  else process.stdout.write(`${formatDatasetReport({ folder, layout, ...report })}\n`)
  if (report.faults.length > 0) throw faultsError(report.faults, folder)
}

/** How many pairs trainings and evaluations use, each of its own half; null where the layout or the folder has no halves. */
function halvesOf(layout: Layout, folder: string, set: PictureSet): Halves | null {
  if (layout.kind === 'clean' || !layout.splits || set.kind === 'clean') return null
  const names = set.pairs.pairs.map(({ input }) => relative(resolve(folder), resolve(input)).split(sep)[0])
  const { train, test } = layout.splits
  const count = (half: string) => names.filter(name => name === half).length
  const [training, evaluation] = [count(train), count(test)]
  return training + evaluation === 0 ? null : { [train]: training, [test]: evaluation }
}

/** `dfpir datasets layouts`: every known layout, with its name, what it is for, and its tree. */
export function runLayouts(): void {
  process.stdout.write(`${layouts.map(formatLayout).join('\n\n')}\n`)
}

function formatLayout({ name, title, tree }: Layout): string {
  const lines = tree.split('\n').map(line => `    ${line}`)
  return [`${name} · ${title}`, ...lines].join('\n')
}

/** Shows how far the work is on a terminal; a check without one has nothing to say before its end. */
async function withProgress<T>(work: (onProgress: (done: number, total: number) => void) => Promise<T>): Promise<T> {
  if (!process.stderr.isTTY) return work(() => undefined)
  let progress: Progress | undefined
  try {
    return await work((done, total) => {
      progress ??= new Progress({ unit: 'pictures', total })
      progress.update(done)
    })
  } finally {
    progress?.finish()
  }
}
