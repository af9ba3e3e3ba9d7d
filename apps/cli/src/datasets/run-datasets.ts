import { Progress } from '@dfpir/core/node'
import { checkDataset, detectLayout, faultsError, findLayout, type Layout, layouts, openDataset } from '@dfpir/datasets'
import { interruptible, printJson } from '@dfpir/terminal'
import { formatDatasetReport } from './format-report.js'

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
  const report = await interruptible(signal => withProgress(onProgress => checkDataset(set, { onProgress, signal })))
  if (json) printJson({ folder, layout: layout.name, ...report })
  else process.stdout.write(`${formatDatasetReport({ folder, layout, ...report })}\n`)
  if (report.faults.length > 0) throw faultsError(report.faults, folder)
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
