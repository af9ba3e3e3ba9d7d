import { readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { DataError, EnvironmentError } from '@dfpir/core'
import { estimateSweep } from './estimate-sweep.js'
import { knownOutcomes, runSweep } from './run-sweep.js'
import { parseSweep } from './sweep.js'
import { trialScript as script, sweepFolder, tinySweep } from './sweep.test.helper.js'
import { trialFolder } from './trial-result.js'

let root: string
beforeAll(async () => {
  root = await sweepFolder()
})

const sweepOf = (change: object) => parseSweep({ ...tinySweep, ...change }, root)
const model = (output: string, id: string) => readFile(join(trialFolder(output, id), 'model', 'model.safetensors'))

test('trials are trained, measured, and not run again', async () => {
  const sweep = await sweepOf({ sweep: { gamma: [0.5, 1] }, output: 'whole' })
  const steps: string[] = []
  const outcomes = await runSweep(sweep, { script, onStep: (step, total) => steps.push(`${step}/${total}`) })
  expect(steps).toEqual(['1/3', '2/3', '3/3', '1/3', '2/3', '3/3'])
  for (const { result, trial } of outcomes) {
    expect(result).toMatchObject({ id: trial.id, steps: 3, sets: [{ title: 'unseen denoise σ 25', pictures: 1 }] })
    expect(result?.psnr).toBeGreaterThan(15)
  }
  const again: string[] = []
  expect(await runSweep(sweep, { script, onTrial: ({ name }) => again.push(name) })).toEqual(outcomes)
  expect(again).toEqual([])
  expect(await knownOutcomes(sweep)).toEqual(outcomes)
})

test('measured on something else, a trial is measured again but not trained', async () => {
  const before = await sweepOf({ output: 'measured' })
  const [first] = await runSweep(before, { script })
  const after = await sweepOf({ output: 'measured', evaluate: [{ task: 'derain', clean: 'unseen' }] })
  // The model knows no rain: that alone shows that it was measured anew.
  const steps: number[] = []
  const [{ error }] = await runSweep(after, { script, onStep: step => steps.push(step) })
  expect(error?.message).toMatch(/derain/)
  expect(steps).toEqual([])
  const wider = await sweepOf({ output: 'measured', evaluate: [{ task: 'denoise', sigma: 25, clean: 'unseen' }] })
  const [second] = await runSweep(wider, { script, onStep: step => steps.push(step) })
  expect(second.result?.sets[0].pictures).toBe(2)
  expect(second.result?.loss).toBe(first.result?.loss)
  expect(steps).toEqual([])
})

test('a trial that was stopped goes on where it was, to the same weights', async () => {
  const [sweep, whole] = [await sweepOf({ output: 'stopped' }), await sweepOf({ output: 'unstopped' })]
  const stop = new AbortController()
  const stopped = runSweep(sweep, { script, signal: stop.signal, onStep: () => stop.abort() })
  await expect(stopped).rejects.toMatchObject({ name: 'AbortError' })
  const steps: number[] = []
  const [{ trial, result }] = await runSweep(sweep, { script, onStep: step => steps.push(step) })
  expect(steps[0]).toBeGreaterThan(1)
  await runSweep(whole, { script })
  expect(await model(sweep.output, trial.id)).toEqual(await model(whole.output, trial.id))
  expect(result?.steps).toBe(3)
})

test('one that fails is reported, and the others are run', async () => {
  const sweep = await sweepOf({ sweep: { learningRate: [1e30, 1e-3] }, base: { ...tinySweep.base, steps: 5 } })
  const [bad, good] = await runSweep(sweep, { script })
  expect(bad.error).toBeInstanceOf(DataError)
  expect(bad.error?.message).toMatch(/step \d+ left .* with values that are not numbers/)
  expect(good.result?.steps).toBe(5)
})

test('a process that ends without a word is an error with what it said last', async () => {
  const dying = join(root, 'dying.mjs')
  await writeFile(
    dying,
    `console.error('out of memory'); process.on('message', () => process.kill(process.pid, 'SIGKILL'))`,
  )
  const [{ error }] = await runSweep(await sweepOf({ output: 'dying' }), { script: pathToFileURL(dying) })
  expect(error).toBeInstanceOf(EnvironmentError)
  expect(error?.message).toBe("the trial's process ended with SIGKILL: out of memory")
  expect(error?.hint).toMatch(/memory/)
})

test('the time is estimated from trials that have ended, else from a few steps in a folder that goes away', async () => {
  const sweep = await sweepOf({ sweep: { gamma: [0.5, 1] }, output: 'estimated' })
  const unknown = await estimateSweep(sweep, await knownOutcomes(sweep), [3, 3])
  expect(unknown).toMatchObject({ from: 'steps of the first trial', seconds: 6 * unknown.secondsPerStep })
  await expect(stat(sweep.output)).rejects.toThrow('ENOENT')
  await runSweep({ ...sweep, trials: sweep.trials.slice(0, 1) }, { script })
  const known = await estimateSweep(sweep, await knownOutcomes(sweep), [3, 3])
  expect(known).toMatchObject({ from: 'trials that have ended', seconds: 3 * known.secondsPerStep })
  await rm(sweep.output, { recursive: true })
})
