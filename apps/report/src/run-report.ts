import { existsSync } from 'node:fs'
import { dirname, extname } from 'node:path'
import { checkWritable, printJson } from '@dfpir/app-restore'
import { UsageError } from '@dfpir/core'
import { writeFileAtomic } from '@dfpir/core/node'
import { formatReport, notesOn, readRuns, reportJson } from '@dfpir/report'
import type { ReportOptions } from './report-command.js'

/** `dfpir report`. */
export async function runReport(paths: readonly string[], options: ReportOptions): Promise<void> {
  const { output, title, json } = options
  checkOutput(options)
  const runs = await readRuns(paths)
  for (const note of notesOn(runs)) process.stderr.write(`${note}\n`)
  await writeFileAtomic(output, await formatReport(runs, { title }))
  if (json) printJson({ ...reportJson(runs), report: output })
  else process.stdout.write(`${output}: ${runs.map(({ name, kind }) => `${name} (${kind})`).join(', ')}\n`)
}

/** @throws UsageError for a file that exists or is no page, EnvironmentError where it cannot be written. */
function checkOutput({ output, force }: ReportOptions): void {
  if (!/^\.html?$/i.test(extname(output))) {
    throw new UsageError(`cannot write the report ${output}: expected .html`, {
      hint: 'Name a file that ends in .html.',
    })
  }
  if (existsSync(output) && !force) throw new UsageError(`${output} exists`, { hint: 'Overwrite it with --force.' })
  checkWritable(dirname(output))
}
