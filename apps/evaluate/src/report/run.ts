import type { Sweep, Trial, TrialOutcome } from '@dfpir/ablation'
import type { Evaluation } from '@dfpir/evaluation'
import type { EmbeddedFigure } from '@dfpir/figures'
import type { RunRecord, StepEntry, ValidationEntry } from '@dfpir/trainer'

/** What a training left behind. */
export interface Training {
  readonly steps: readonly StepEntry[]
  readonly validations: readonly ValidationEntry[]
  /** What it says of itself; undefined where that is missing or cannot be read. */
  readonly record?: RunRecord
  /** What could not be read, a sentence each. */
  readonly notes: readonly string[]
}

/** A trial of a sweep: what came of it, and its training as far as it has come. */
export interface SweepTrial {
  readonly trial: Trial
  readonly training?: Training
}

interface Named {
  /** What the report calls it. */
  readonly name: string
  readonly path: string
}

export interface ReportedTraining extends Named {
  readonly kind: 'training'
  readonly training: Training
}

export interface SweepRun extends Named {
  readonly kind: 'sweep'
  readonly sweep: Sweep
  readonly outcomes: readonly TrialOutcome[]
  readonly trials: readonly SweepTrial[]
}

export interface EvaluationRun extends Named {
  readonly kind: 'evaluation'
  readonly evaluation: Evaluation
}

export interface FigureRun extends Named {
  readonly kind: 'figure'
  readonly figure: EmbeddedFigure
}

/** What a report is made of. */
export type Run = ReportedTraining | SweepRun | EvaluationRun | FigureRun

/** A run before it has a name. */
export type UnnamedRun =
  | Omit<ReportedTraining, keyof Named>
  | Omit<SweepRun, keyof Named>
  | Omit<EvaluationRun, keyof Named>
  | Omit<FigureRun, keyof Named>
