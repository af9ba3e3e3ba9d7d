import { writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { EnvironmentError, UsageError } from '@dfpir/core'
import { writePicture } from '@dfpir/images'
import { startRedis, type TestRedis } from '@dfpir/testing'
import { parseSweep, type Sweep } from '../sweep.js'
import { runQueuedSweep, type TrialStatus } from './run-queued-sweep.js'
import { type RunWorkerOptions, runWorker } from './run-worker.js'

/** Processes run what was built. */
const script = pathToFileURL(join(__dirname, '../../dist/trial-process.js'))
const heldScript = pathToFileURL(join(__dirname, 'held-trial.test.helper.mjs'))

let redis: TestRedis
let root: string

beforeAll(async () => {
  redis = await startRedis()
  root = await mkdtemp(join(tmpdir(), 'dfpir-queue-'))
  const data = Uint8Array.from({ length: 32 * 32 * 3 }, (_, i) => 128 + 100 * Math.sin(i / 40))
  const picture = { width: 32, height: 32, channels: 3, depth: 8, data } as const
  await writePicture(join(root, 'photos', '0.png'), picture)
  await writePicture(join(root, 'unseen', '0.png'), { ...picture, data: data.slice().reverse() })
})
afterAll(async () => {
  await redis.stop()
  await rm(root, { recursive: true })
})

const sweepOf = (change: object): Promise<Sweep> => {
  const data = [{ task: 'denoise', sigma: 25, clean: 'photos' }]
  const model = { dim: 4, blocks: [1, 1, 1, 1], refinement: 0, heads: [1, 1, 2, 2], promptSize: 8 }
  const base = { model, data, patch: 16, batch: 1, steps: 30, saveEvery: 1, workers: 0, threads: 1 }
  const evaluate = [{ ...data[0], clean: 'unseen' }]
  return parseSweep({ base, evaluate, output: 'report', ...change }, root)
}

const start = (options: Pick<RunWorkerOptions, 'signal' | 'onNote' | 'script'>) =>
  runWorker({ url: redis.url, folder: join(root, 'shared'), root, ...options })

test('a worker that is stopped gives its trial back, and another one goes on with it', async () => {
  const sweep = await sweepOf({})
  const [first, second] = [new AbortController(), new AbortController()]
  const states: TrialStatus[] = []
  let stopped = false
  const watching = runQueuedSweep(sweep, {
    ...{ url: redis.url, every: 50 },
    onStatus: ([status], workers) => {
      states.push(status)
      if (!stopped && (status.progress?.step ?? 0) > 0) {
        stopped = true
        expect(workers).toBe(1)
        first.abort()
        writeFileSync(join(root, 'go-on'), '')
      }
    },
  })
  await start({ signal: first.signal, script: heldScript })
  const steps = states.at(-1)?.progress?.step as number
  const notes: string[] = []
  const working = start({ signal: second.signal, script, onNote: note => notes.push(note) })
  const [{ result }] = await watching
  expect(result).toMatchObject({ steps: 30, sets: [{ title: 'unseen denoise σ 25' }] })
  expect(states.at(-1)).toMatchObject({ state: 'completed', failures: expect.any(Number) })
  expect(notes.join('\n')).not.toMatch(/steps 1 to 30/) // it did not begin anew
  expect(steps).toBeGreaterThan(0)
  const [again] = await runQueuedSweep(sweep, { url: redis.url, every: 50 })
  expect(again.result).toEqual(result)
  second.abort()
  await working
})

test('a sweep that is left stays in the queue', async () => {
  const leaving = new AbortController()
  const left = runQueuedSweep(await sweepOf({ sweep: { gamma: [0.7] } }), {
    ...{ url: redis.url, every: 20, signal: leaving.signal },
    onStatus: ([{ state }]) => state === 'waiting' && leaving.abort(),
  })
  await expect(left).rejects.toMatchObject({ name: 'AbortError' })
})

test('a server that is none, or does not answer, is told without its password', async () => {
  const sweep = await sweepOf({})
  await expect(runQueuedSweep(sweep, { url: 'http://localhost' })).rejects.toThrow(UsageError)
  const failure = await runQueuedSweep(sweep, { url: 'redis://me:secret@127.0.0.1:1' }).catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(EnvironmentError)
  expect((failure as Error).message).toMatch(/redis:\/\/…@127\.0\.0\.1:1 does not answer/)
  expect((failure as EnvironmentError).hint).toMatch(/redis-server/)
})
