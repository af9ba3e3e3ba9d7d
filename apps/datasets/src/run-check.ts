import { interruptible, printJson } from '@dfpir/app-restore'
import { Progress } from '@dfpir/core/node'
import { checkDataset, detectLayout, faultsError, findLayout, openDataset } from '@dfpir/datasets'
import type { CheckOptions } from './datasets-command.js'
import { formatReport } from './format-report.js'

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
  else process.stdout.write(`${formatReport({ folder, layout, ...report })}\n`)
  if (report.faults.length > 0) throw faultsError(report.faults, folder)
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
