import type { Sweep, Trial, TrialOutcome } from '@dfpir/ablation'
import type { Evaluation } from '@dfpir/evaluation'
import type { EmbeddedFigure } from '@dfpir/figures'
import type { RunRecord, StepEntry, ValidationEntry } from '@dfpir/trainer'

/** The results of a training. */
export interface Training {
  readonly steps: readonly StepEntry[]
  readonly validations: readonly ValidationEntry[]
  /** Its record; undefined if missing or unreadable. */
  readonly record?: RunRecord
  /** A sentence for each unreadable part. */
  readonly notes: readonly string[]
}

/** A trial of a sweep: its outcome, and its training so far. */
export interface SweepTrial {
  readonly trial: Trial
  readonly training?: Training
}

interface Named {
  /** Its name in the report. */
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

/** A part of a report. */
export type Run = ReportedTraining | SweepRun | EvaluationRun | FigureRun

/** A run without a name. */
export type UnnamedRun =
  | Omit<ReportedTraining, keyof Named>
  | Omit<SweepRun, keyof Named>
  | Omit<EvaluationRun, keyof Named>
  | Omit<FigureRun, keyof Named>
