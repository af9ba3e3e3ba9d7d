import { join } from 'node:path'
import { writeFileAtomic } from '@dfpir/core/node'
import { formatMarkdown } from '@dfpir/evaluation'
import { ablationJson } from './ablation-json.js'
import { ablationTable } from './ablation-table.js'
import { formatAblationPage } from './format-ablation-page.js'
import { formatTrialsCsv } from './format-trials-csv.js'
import { groupOutcomes } from './group-outcomes.js'
import type { TrialOutcome } from './run-sweep.js'
import type { Sweep } from './sweep.js'

/**
 * Writes the results of a sweep into its folder: `report.html`, `table.md`, `trials.csv` and `results.json`.
 *
 * @returns the path of the page
 * @throws EnvironmentError if the folder cannot be written
 */
export async function writeAblation(sweep: Sweep, outcomes: readonly TrialOutcome[]): Promise<string> {
  const { output, preset } = sweep
  const page = join(output, 'report.html')
  await writeFileAtomic(join(output, 'results.json'), `${JSON.stringify(ablationJson(outcomes), null, 2)}\n`)
  await writeFileAtomic(join(output, 'trials.csv'), formatTrialsCsv(outcomes))
  await writeFileAtomic(join(output, 'table.md'), formatMarkdown(ablationTable(groupOutcomes(outcomes), preset)))
  await writeFileAtomic(page, formatAblationPage(sweep, outcomes))
  return page
}
