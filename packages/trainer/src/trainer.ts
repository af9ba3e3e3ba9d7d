import { availableParallelism } from 'node:os'
import { DataError, secondsSince } from '@dfpir/core'
import { withStatusLine } from '@dfpir/core/node'
import { createNetwork, readWeights, recomputeBlocks } from '@dfpir/model'
import { loadTensorflow, requireDevice, type Tensorflow } from '@dfpir/tensorflow'
import type { LayersModel } from '@tensorflow/tfjs-layers'
import { CompiledForward } from './compiled-forward.js'
import { CompiledStep } from './compiled-step.js'
import { EagerStep } from './eager-step.js'
import { describeEnvironment } from './environment.js'
import type { PreparedTraining } from './prepare-training.js'
import { recordStart } from './run-record.js'
import { learningRate, type PhasePlan } from './schedule.js'
import { deviceOf, stepSession, updateOptions, validationSession } from './step-options.js'
import type { StepState } from './step-state.js'
import { traceStep } from './trace-step.js'
import type { TrainOptions, TrainResult } from './train-options.js'
import { TrainingReporter } from './training-reporter.js'
import type { RunProgress } from './training-run.js'
import { averagedWeights, type StepBatch, type TrainingStep } from './training-step.js'
import { useCpuBackend } from './use-cpu-backend.js'

/** Runs a prepared training, phase by phase. */
export class Trainer {
  private step: number
  private best: RunProgress['best']
  private forward: CompiledForward | undefined
  private readonly total: number

  private constructor(
    private readonly training: PreparedTraining,
    private readonly options: TrainOptions,
    private readonly tensorflow: Tensorflow,
    private readonly reporter: TrainingReporter,
  ) {
    const { run, plan } = training
    this.step = run.saved?.step ?? 0
    this.best = run.saved?.best
    this.total = totalSteps(plan)
  }

  static async open(training: PreparedTraining, options: TrainOptions): Promise<Trainer> {
    const { config, run, plan } = training
    const { stream, onNote = () => {} } = options
    const tensorflow = await withStatusLine(show => loadTensorflow({ onProgress: ({ message }) => show(message) }), {
      stream,
    })
    const threads = config.threads ?? availableParallelism()
    onNote(`device: ${await requireDevice(tensorflow, deviceOf(config), threads)}`)
    await useCpuBackend()
    await recordStart(training, await describeEnvironment(tensorflow), onNote)
    const { step = 0, losses } = run.saved ?? {}
    const place = { output: config.output, step, losses, total: totalSteps(plan), stream, onNote }
    return new Trainer(training, options, tensorflow, await TrainingReporter.open(place))
  }

  async run(): Promise<TrainResult> {
    let state = this.training.run.saved?.state ?? this.training.start
    try {
      for (const phase of this.training.plan) state = (await this.runPhase(phase, state)) ?? state
    } finally {
      this.reporter.finish()
      await this.forward?.dispose()
    }
    const { run } = this.training
    return {
      steps: this.step,
      loss: this.reporter.loss ?? Number.NaN,
      checkpoint: run.checkpoint,
      ...(this.best && { best: run.best }),
      finished: this.step >= this.total,
    }
  }

  /** Runs the rest of a phase. Returns the state after it, or undefined if there was nothing to do. */
  private async runPhase(phase: PhasePlan, state: StepState | undefined): Promise<StepState | undefined> {
    if (this.step >= phase.first + phase.steps || this.options.signal?.aborted) return undefined
    this.reporter.note(this.describe(phase))
    await using step = await this.openStep(phase, state)
    await this.runSteps(step, phase)
    const after = await this.read(step)
    await this.save(after)
    return after
  }

  private describe({ index, first, steps, batch, patch }: PhasePlan): string {
    const { config, plan } = this.training
    const phase = plan.length > 1 ? `phase ${index + 1} of ${plan.length}, ` : ''
    const work = config.eager ? 'preparing' : 'compiling'
    const shared = config.accumulate > 1 ? `${config.accumulate} × ` : ''
    return `${phase}steps ${this.step + 1} to ${first + steps}: ${work} a step of ${shared}${batch} × ${patch} × ${patch}`
  }

  private async runSteps(step: TrainingStep, phase: PhasePlan): Promise<void> {
    const { config, source, validation } = this.training
    const batches = source.steps(this.step, phase, config.accumulate)
    for (;;) {
      const begun = performance.now()
      const next = await batches.next()
      if (next.done || this.options.signal?.aborted) return
      await this.runStep(step, phase, next.value, begun)
      const last = this.step === phase.first + phase.steps
      const validating = validation && (this.step % config.validate!.every === 0 || this.step === this.total)
      const saving = !last && this.step % config.saveEvery === 0
      if (!validating && !saving) continue
      const state = await this.read(step)
      if (validating) await this.validate(state)
      if (saving) await this.save(state)
    }
  }

  private async runStep(
    step: TrainingStep,
    phase: PhasePlan,
    batches: readonly StepBatch[],
    begun: number,
  ): Promise<void> {
    const { config } = this.training
    const waitSeconds = secondsSince(begun)
    const rate = learningRate(this.step - phase.first, phase, config)
    const result = await step.run(this.training.earlierUpdates + this.step + 1, rate, batches)
    if (!Number.isFinite(result.loss)) {
      const paths = this.training.source.paths(this.step, phase, config.accumulate).join(', ')
      throw this.notFinite(`the loss of step ${this.step + 1} is ${result.loss}, not a number (its batch: ${paths})`)
    }
    this.step++
    this.options.onStep?.(this.step, result.loss, this.total)
    const images = phase.batch * config.accumulate
    const seconds = secondsSince(begun)
    await this.reporter.step({ ...result, step: this.step, learningRate: rate, images, seconds, waitSeconds })
  }

  /** Reads and checks every variable, so that saved states can continue: an update may overflow even if the loss did not. */
  private async read(step: TrainingStep): Promise<StepState> {
    const state = await step.read()
    for (const [name, { data }] of state) {
      if (!data.every(Number.isFinite))
        throw this.notFinite(`step ${this.step} left ${name} with values that are not numbers`)
    }
    return state
  }

  private async openStep(phase: PhasePlan, state: StepState | undefined): Promise<TrainingStep> {
    const { eager, recompute } = this.training.config
    const model = this.createModel()
    if (recompute) recomputeBlocks(model)
    const weights = state ?? (await readWeights(model))
    const step = eager ? await this.openEager(model) : this.compile(model, phase)
    try {
      await step.assign(weights)
    } catch (error) {
      await step.dispose()
      throw error
    }
    return step
  }

  private compile(model: LayersModel, { batch, patch, steps }: PhasePlan): TrainingStep {
    const { config } = this.training
    const { accumulate, ema } = config
    const size = { batch, height: patch, width: patch }
    const graph = traceStep(model, { ...size, ...this.updates(), accumulate })
    model.dispose()
    return CompiledStep.compile(this.tensorflow, graph, { ...stepSession(config, steps), ema })
  }

  private openEager(model: LayersModel): Promise<TrainingStep> {
    const { threads } = this.training.config
    return withStatusLine(
      show => EagerStep.create(model, { ...this.updates(), threads, onProgress: ({ message }) => show(message) }),
      { stream: this.options.stream },
    )
  }

  private updates() {
    const { config, isTrained } = this.training
    return { ...updateOptions(config), isTrained }
  }

  private createModel(): LayersModel {
    const { config, model, prompts } = this.training
    const { init, seed } = config
    return createNetwork(model, { init, seed, prompts: prompts.map(({ embedding }) => embedding) })
  }

  private async validate(state: StepState): Promise<void> {
    const { config, validation, run } = this.training
    this.forward ??= this.compileForward(config.validate!.patch)
    await this.forward.assign(averagedWeights(state))
    const result = await validation!.run(this.forward)
    await this.reporter.validation(this.step, result)
    if (this.best && result.psnr <= this.best.psnr) return
    this.best = { step: this.step, psnr: result.psnr }
    await run.saveBest(state, this.progress())
  }

  private compileForward(size: number): CompiledForward {
    const model = this.createModel()
    const session = validationSession(this.training.config, this.total)
    const forward = CompiledForward.compile(this.tensorflow, model, { height: size, width: size, ...session })
    model.dispose()
    return forward
  }

  private async save(state: StepState): Promise<void> {
    if (this.step !== this.training.run.savedStep) await this.training.run.save(state, this.progress())
  }

  private progress(): RunProgress {
    const { earlierUpdates } = this.training
    return { step: this.step, earlierUpdates, losses: this.reporter.losses, best: this.best }
  }

  private notFinite(what: string): DataError {
    const saved = this.training.run.savedStep
    const hint = saved
      ? `The checkpoint of step ${saved} is intact: lower learningRate, or set clipNorm, and resume.`
      : 'Lower learningRate, or set clipNorm.'
    return new DataError(what, { hint })
  }
}

function totalSteps(plan: readonly PhasePlan[]): number {
  return plan.reduce((sum, phase) => sum + phase.steps, 0)
}
