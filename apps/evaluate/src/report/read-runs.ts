import { basename, dirname, extname, resolve } from 'node:path'
import { readRun } from './read-run.js'
import type { Run } from './run.js'

/**
 * Reads the runs for a report in the given order, without duplicates. Each run is named after its file or folder, or by
 * its whole path if several have the same name.
 *
 * @throws UsageError for a path that is not a run, DataError for an unreadable run
 */
export async function readRuns(paths: readonly string[]): Promise<Run[]> {
  const distinct = [...new Map(paths.map(path => [resolve(path), path])).values()]
  const names = distinct.map(nameOf)
  const runs: Run[] = []
  for (const [index, path] of distinct.entries()) {
    const shared = names.filter(name => name === names[index]).length > 1
    runs.push({ ...(await readRun(path)), name: shared ? path : names[index], path })
  }
  return runs
}

/** Names a run after its file; `results.json` gets the name of its folder. */
function nameOf(path: string): string {
  const absolute = resolve(path)
  if (basename(absolute) === 'results.json') return basename(dirname(absolute))
  const extension = extname(absolute).toLowerCase()
  return ['.json', '.svg', '.png'].includes(extension) ? basename(absolute, extname(absolute)) : basename(absolute)
}
