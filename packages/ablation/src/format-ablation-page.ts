import { formatHtmlTable, htmlPage, type ScoreTable } from '@dfpir/evaluation'
import { escapeMarkup } from '@dfpir/figures'
import { ablationTable, similarityCell } from './ablation-table.js'
import { groupOutcomes } from './group-outcomes.js'
import type { Content } from './is-content.js'
import { flatten } from './override-content.js'
import type { TrialOutcome } from './run-sweep.js'
import type { Sweep } from './sweep.js'

/** The results of a sweep as a self-contained HTML page: the table, the ranking, every trial, and the training. */
export function formatAblationPage({ preset, trials, evaluate }: Sweep, outcomes: readonly TrialOutcome[]): string {
  const groups = groupOutcomes(outcomes)
  const ranked = groups.filter(({ rank }) => rank !== undefined).toSorted((a, b) => (a.rank ?? 0) - (b.rank ?? 0))
  const ranking = ranked.map(({ name, scores }) => `${name} (${scores?.psnr.mean.toFixed(2)} dB)`).join(', ')
  const body = [
    formatHtmlTable(ablationTable(groups, preset)),
    `<p>From the highest mean PSNR to the lowest: ${escapeMarkup(ranking || 'no trial has ended')}.</p>`,
    '<h2>Trials</h2>',
    formatHtmlTable(trialTable(outcomes)),
    '<h2>Training and evaluation</h2>',
    `<pre>${escapeMarkup(JSON.stringify({ training: trials[0].content, evaluate }, null, 2))}</pre>`,
    '<p class="notes">This is the training of the first trial. The others differ in their overrides and seeds.</p>',
  ]
  return htmlPage({ title: `Ablation${preset === undefined ? '' : `: ${preset}`}`, body: body.join('\n') })
}

/** One row per trial: its scores on each set first, what it changes last. */
function trialTable(outcomes: readonly TrialOutcome[]): ScoreTable {
  const titles = outcomes.find(({ result }) => result)?.result?.sets.map(({ title }) => title) ?? []
  return {
    header: ['trial', 'seed', ...titles, 'mean', 'loss', 's per step', 'changes', 'id'],
    rows: outcomes.map(({ trial: { id, name, seed, overrides }, result, error }) => {
      const scores = result
        ? [
            ...[...result.sets, result].map(similarityCell),
            result.loss.toFixed(5),
            result.seconds.step?.toFixed(2) ?? '–',
          ]
        : [...titles.map(() => '–'), error?.message ?? 'not ended', '–', '–']
      return [name, String(seed), ...scores, formatChanges(overrides), id]
    }),
    notes: ['PSNR in dB / SSIM.'],
  }
}

/** For example "model.gamma 0.5, loss l1". */
function formatChanges(overrides: Content): string {
  const entries = Object.entries(flatten(overrides))
  return entries.map(([key, value]) => `${key} ${typeof value === 'string' ? value : JSON.stringify(value)}`).join(', ')
}
