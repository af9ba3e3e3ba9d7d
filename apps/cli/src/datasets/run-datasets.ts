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

/** The options of `dfpir datasets check` as commander parses them. */
export interface CheckOptions {
  layout?: string
  json?: boolean
}

/**
 * `dfpir datasets check`.
 *
 * @throws UsageError if the layout or the folder does not exist.
 * @throws DataError if the folder does not have the layout, or, after printing the report, if there are faults.
 */
export async function runCheck(folder: string, { layout: name, json }: CheckOptions): Promise<void> {
  const layout = name === undefined ? await detectLayout(folder) : findLayout(name)
  const set = await openDataset(layout.name, folder)
  const checked = await interruptible(signal => withProgress(onProgress => checkDataset(set, { onProgress, signal })))
  const suspicions = name === undefined && set.kind === 'clean' ? unrecognisedPairs(set.photos.names) : []
  const report = { ...checked, faults: [...checked.faults, ...suspicions], halves: halvesOf(layout, folder, set) }
  if (json) printJson({ folder, layout: layout.name, ...report })
  else process.stdout.write(`${formatDatasetReport({ folder, layout, ...report })}\n`)
  if (report.faults.length > 0) throw faultsError(report.faults, folder)
}

/** Counts the pairs in the halves for training and evaluation. Null if the layout or the folder has no halves. */
function halvesOf(layout: Layout, folder: string, set: PictureSet): Halves | null {
  if (layout.kind === 'clean' || !layout.splits || set.kind === 'clean') return null
  const names = set.pairs.pairs.map(({ input }) => relative(resolve(folder), resolve(input)).split(sep)[0])
  const { train, test } = layout.splits
  const count = (half: string) => names.filter(name => name === half).length
  const [training, evaluation] = [count(train), count(test)]
  return training + evaluation === 0 ? null : { [train]: training, [test]: evaluation }
}

/** `dfpir datasets layouts`: lists every known layout with its name, purpose and directory tree. */
export function runLayouts(): void {
  process.stdout.write(`${layouts.map(formatLayout).join('\n\n')}\n`)
}

function formatLayout({ name, title, tree }: Layout): string {
  const lines = tree.split('\n').map(line => `    ${line}`)
  return [`${name} · ${title}`, ...lines].join('\n')
}

/** Shows progress on a terminal. Elsewhere a check prints nothing before its end. */
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
