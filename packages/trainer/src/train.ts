import { join } from 'node:path'
import { DataError } from '@dfpir/core'
import { Progress } from '@dfpir/core/node'
import { createDfpir, readWeights } from '@dfpir/model'
import { loadTensorflow, type Tensorflow } from '@dfpir/tensorflow'
import { BatchSource } from './batch-source.js'
import { CompiledStep, type StepState } from './compiled-step.js'
import type { TrainingConfig } from './config.js'
import { learningRate, type PhasePlan, planPhases } from './schedule.js'
import { traceStep } from './trace-step.js'
import { TrainingLog } from './training-log.js'
import { openRun, type TrainingRun } from './training-run.js'
import { useCpuBackend } from './use-cpu-backend.js'

export interface TrainOptions {
  /** Continues the run in the output folder instead of refusing to touch it. */
  resume?: boolean
  /** When it aborts, the run saves its state and ends. */
  signal?: AbortSignal
  /** Told after each step its number (1 for the first) and its loss. */
  onStep?: (step: number, loss: number) => void
  /** Where progress goes; stderr when not given. */
  stream?: NodeJS.WriteStream
}

export interface TrainResult {
  /** Steps done in all, those before a resume counted in. */
  readonly steps: number
  /** Mean loss of the last stretch of at most 100 steps. */
  readonly loss: number
  /** The weights with their config and prompts, for any command's `--model`. */
  readonly checkpoint: string
  /** False when `signal` ended the run early. */
  readonly finished: boolean
}

const lossWindow = 100

/**
 * Trains DFPIR as a training file says, by compiled steps on libtensorflow. What a step sees depends on the seed and
 * its number alone, so a resumed run goes on exactly where its checkpoint was made.
 *
 * @throws DataError when the loss is no number; the last good checkpoint stays
 */
export async function train(config: TrainingConfig, options: TrainOptions = {}): Promise<TrainResult> {
  const source = await BatchSource.open(config)
  const plan = planPhases(config.phases, source.samplesPerEpoch)
  const run = await openRun(config, source.prompts, options.resume ?? false)
  const tensorflow = await loadTensorflow()
  await useCpuBackend()
  const trainer = new Trainer(config, plan, source, run, options)
  for (const phase of plan) await trainer.runPhase(tensorflow, phase)
  return trainer.result()
}

class Trainer {
  private state: StepState | undefined
  private step: number
  private readonly losses: number[] = []
  private readonly progress: Progress
  private readonly log: TrainingLog
  private readonly total: number
  private readonly begun = performance.now()

  constructor(
    private readonly config: TrainingConfig,
    plan: readonly PhasePlan[],
    private readonly source: BatchSource,
    private readonly run: TrainingRun,
    private readonly options: TrainOptions,
  ) {
    this.state = run.state
    this.step = run.step
    this.total = plan.reduce((sum, phase) => sum + phase.steps, 0)
    this.progress = new Progress({ unit: 'steps', total: this.total, start: this.step, stream: options.stream })
    this.log = new TrainingLog(join(config.output, 'log.jsonl'))
  }

  async runPhase(tensorflow: Tensorflow, phase: PhasePlan): Promise<void> {
    const last = phase.first + phase.steps
    if (this.step >= last || this.options.signal?.aborted) return
    if (this.step === this.run.step) await this.log.begin(this.step)
    const compiled = await this.compile(tensorflow, phase)
    try {
      await this.runSteps(compiled, phase, last)
      await this.save(compiled)
    } finally {
      await compiled.close()
    }
  }

  result(): TrainResult {
    this.progress.finish()
    const { step, run } = this
    return {
      steps: step,
      loss: mean(this.losses) ?? run.loss,
      checkpoint: run.checkpoint,
      finished: step >= this.total,
    }
  }

  private async compile(tensorflow: Tensorflow, { patch, batch }: PhasePlan): Promise<CompiledStep> {
    const { model: network, init, seed, threads, precision } = this.config
    const prompts = this.source.prompts.map(prompt => prompt.embedding)
    const model = createDfpir(network, { init, seed, prompts })
    const graph = traceStep(model, { batch, height: patch, width: patch, promptSize: network.promptSize })
    const state = this.state ?? (await readWeights(model))
    model.dispose()
    const compiled = CompiledStep.compile(tensorflow, graph, { threads, bf16: precision === 'bf16' })
    await compiled.assign(state)
    return compiled
  }

  private async runSteps(compiled: CompiledStep, phase: PhasePlan, last: number): Promise<void> {
    for await (const batch of this.source.batches(this.step, phase)) {
      if (this.options.signal?.aborted) return
      const rate = learningRate(this.step - phase.first, phase.steps, phase.learningRate, this.config)
      const loss = await compiled.run(this.step + 1, rate, { ...batch })
      this.checkLoss(loss)
      this.step++
      await this.report(loss, rate)
      if (this.step % this.config.saveEvery === 0 && this.step < last) await this.save(compiled)
    }
  }

  private checkLoss(loss: number): void {
    if (Number.isFinite(loss)) return
    const saved = this.run.savedStep
    throw new DataError(`the loss of step ${this.step + 1} is ${loss}, not a number`, {
      hint: saved ? `The checkpoint of step ${saved} is intact; lower learningRate and resume.` : 'Lower learningRate.',
    })
  }

  private async report(loss: number, rate: number): Promise<void> {
    this.options.onStep?.(this.step, loss)
    this.losses.push(loss)
    if (this.losses.length > lossWindow) this.losses.shift()
    const average = mean(this.losses) as number
    this.progress.update(this.step, `loss ${average.toFixed(5)} · learning rate ${rate.toExponential(1)}`)
    if (this.step % 10 !== 0 && this.step !== this.total) return
    const seconds = Math.round(performance.now() - this.begun) / 1000
    const recent = mean(this.losses.slice(-10)) as number
    await this.log.append({ step: this.step, loss: recent, learningRate: rate, seconds })
  }

  private async save(compiled: CompiledStep): Promise<void> {
    if (this.step === this.run.savedStep) return
    this.state = await compiled.read()
    await this.run.save(this.state, this.step, mean(this.losses) ?? this.run.loss)
  }
}

function mean(values: readonly number[]): number | undefined {
  return values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : undefined
}
