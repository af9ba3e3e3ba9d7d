import { writeFileAtomic } from '@dfpir/core/node'
import { checkOutputFile, printJson } from '@dfpir/terminal'
import { notesOn } from './damage-notes.js'
import { formatReport } from './format-report.js'
import { readRuns } from './read-runs.js'
import { reportJson } from './report-json.js'

/** The options of `dfpir report` as commander hands them over. */
export interface ReportOptions {
  output: string
  title: string
  force?: boolean
  json?: boolean
}

/** `dfpir report`. */
export async function runReport(paths: readonly string[], options: ReportOptions): Promise<void> {
  const { output, title, force, json } = options
  checkOutputFile(output, { force, extensions: ['.html', '.htm'] })
  const runs = await readRuns(paths)
  for (const note of notesOn(runs)) process.stderr.write(`${note}\n`)
  await writeFileAtomic(output, await formatReport(runs, { title }))
  if (json) printJson({ ...reportJson(runs), report: output })
  else process.stdout.write(`${output}: ${runs.map(({ name, kind }) => `${name} (${kind})`).join(', ')}\n`)
}
