import { basename, dirname, extname, resolve } from 'node:path'
import { readRun } from './read-run.js'
import type { Run } from './run.js'

/**
 * Reads what a report is to show, in the order given; what is given twice is shown once. Each is called what its folder
 * or file is called, or where several are called the same, by the whole path.
 *
 * @throws UsageError for what is no run, DataError for one that cannot be read
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

/** A file `results.json` is what its folder is. */
function nameOf(path: string): string {
  const absolute = resolve(path)
  if (basename(absolute) === 'results.json') return basename(dirname(absolute))
  const extension = extname(absolute).toLowerCase()
  return ['.json', '.svg', '.png'].includes(extension) ? basename(absolute, extname(absolute)) : basename(absolute)
}
