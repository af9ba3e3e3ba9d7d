import type { Run, SweepTrial } from './run.js'

/** Notes on unreadable parts, each once with its trials. */
export function damageNotes(trials: readonly SweepTrial[]): string[] {
  const all = trials.flatMap(({ trial, training }) =>
    (training?.notes ?? []).map(note => ({ note, trial: `${trial.name}, seed ${trial.seed}` })),
  )
  return [...new Set(all.map(({ note }) => note))].map(note => {
    const concerned = all.filter(each => each.note === note).map(({ trial }) => trial)
    return `${note} (${concerned.join('; ')})`
  })
}

/** Notes on the unreadable parts of runs that are shown anyway. */
export function notesOn(runs: readonly Run[]): string[] {
  return runs.flatMap(run => {
    const notes = run.kind === 'training' ? run.training.notes : run.kind === 'sweep' ? damageNotes(run.trials) : []
    return notes.map(note => `${run.path}: ${note}`)
  })
}
