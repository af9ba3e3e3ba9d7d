// A sweep through a queue with four workers, one of which is killed with SIGKILL when a trial first makes progress, and then
// every few seconds, and replaced; then the same sweep in one process without a queue. Every trial must have ended exactly
// once, with the same bits; one that cannot be trained must have failed after its retries:
//   node packages/ablation/campaigns/workers.mjs [--trials 8] [--steps 60] [--every 4] [--kills 100] [--workers 4] [--seed 1]
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { QueueEvents } from 'bullmq'
import { Random } from '../../core/dist/index.js'
import { writePicture } from '../../images/dist/index.js'
import { startRedis } from '../../testing/dist/index.js'
import { parseSweep, runSweep, trialFolder } from '../dist/index.js'
import { runQueuedSweep } from '../dist/queue.js'

const { values } = parseArgs({
  options: {
    trials: { type: 'string', default: '8' },
    steps: { type: 'string', default: '60' },
    every: { type: 'string', default: '4' },
    kills: { type: 'string', default: '100' }, // at most: on a slow machine, killing might outrun the trials
    workers: { type: 'string', default: '4' },
    seed: { type: 'string', default: '1' },
  },
})
const [trials, steps, every, mostKills, workers, seed] = ['trials', 'steps', 'every', 'kills', 'workers', 'seed'].map(
  key => Number(values[key]),
)
const command = fileURLToPath(new URL('../../../apps/cli/dist/main.js', import.meta.url))
const root = mkdtempSync(join(tmpdir(), 'dfpir-workers-'))
const shared = join(root, 'shared')
const redis = await startRedis()
const events = new QueueEvents('dfpir-trials', { connection: { url: redis.url } })
const endings = new Map()
for (const kind of ['completed', 'failed']) {
  events.on(kind, ({ jobId }) => endings.set(jobId, [...(endings.get(jobId) ?? []), kind]))
}
await events.waitUntilReady()
const team = new Set()
let kills = 0
let progress = 0 // steps and endings that the queue knows of
try {
  for (let index = 0; index < 3; index++) await writePicture(join(root, 'photos', `${index}.png`), stripes(index))
  await writePicture(join(root, 'unseen', '0.png'), stripes(3))
  const sweep = await parseSweep(content(), root)
  for (let index = 0; index < workers; index++) startWorker()
  const ending = new AbortController()
  const killing = killNowAndThen(ending.signal)
  const outcomes = await runQueuedSweep(sweep, {
    url: redis.url,
    onStatus: statuses => {
      progress = statuses.reduce((sum, { failures, progress }) => sum + failures * steps + (progress?.step ?? 0), 0)
    },
    onOutcome: ({ trial, result, error }) => console.error(`${trial.name}: ${result ? 'done' : error.message}`),
  })
  ending.abort()
  await killing
  while (endings.size < sweep.trials.length) await once(events, 'completed')
  const good = { ...sweep, output: join(root, 'alone'), trials: sweep.trials.filter(({ name }) => name !== 'poisoned') }
  await runSweep(good)
  const equal = good.trials.every(({ id }) => model(shared, id).equals(model(good.output, id)))
  const [bad] = outcomes.filter(({ error }) => error)
  const endedOnce = [...endings.values()].every(kinds => kinds.length === 1) && endings.size === sweep.trials.length
  const summary = { trials: outcomes.length, kills, once: endedOnce, equal, poisoned: bad?.error.message }
  console.log(JSON.stringify(summary))
  process.exitCode = endedOnce && equal && bad?.trial.name === 'poisoned' ? 0 : 1
} finally {
  for (const worker of team) worker.kill('SIGKILL')
  await events.close()
  await redis.stop()
  rmSync(root, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }) // trials of killed workers still end
}

function content() {
  return {
    base: {
      model: { dim: 4, blocks: [1, 1, 1, 1], refinement: 0, heads: [1, 1, 2, 2], promptSize: 8 },
      init: 'identity',
      data: [{ task: 'denoise', sigma: 25, clean: 'photos' }],
      ...{ patch: 32, batch: 1, steps, saveEvery: 5, threads: 1, workers: 0, learningRate: 1e-3 },
    },
    trials: [
      { name: 'poisoned', learningRate: 1e30 },
      ...Array.from({ length: trials - 1 }, (_, index) => ({ name: `γ ${index}`, gamma: 1 - index / (2 * trials) })),
    ],
    evaluate: [{ task: 'denoise', sigma: 25, clean: 'unseen' }],
    output: 'report',
  }
}

function startWorker() {
  const options = ['--queue', redis.url, '--folder', shared, '--root', root, '--lost-after', '2']
  const worker = spawn(process.execPath, [command, 'ablate', 'worker', ...options], { stdio: 'ignore' })
  team.add(worker)
  worker.on('exit', () => team.delete(worker))
}

/** Kills mostly after the team made progress, so that a slow machine is not outrun; now and then before. */
async function killNowAndThen(signal) {
  const random = new Random(seed)
  await once(events, 'progress', { signal }).catch(() => undefined)
  if (!signal.aborted) killOne(random)
  while (!signal.aborted && kills < mostKills) {
    const before = random.uniform() < 0.2 ? -1 : progress
    await sleep(every * 1000 * random.uniform(0.5, 1.5), undefined, { signal }).catch(() => undefined)
    while (progress === before && !signal.aborted) await sleep(100)
    if (signal.aborted) return
    killOne(random)
  }
}

function killOne(random) {
  random.pick([...team]).kill('SIGKILL')
  kills++
  startWorker()
}

function model(folder, id) {
  return readFileSync(join(trialFolder(folder, id), 'model', 'model.safetensors'))
}

function stripes(variant) {
  const data = Uint8Array.from({ length: 48 * 48 * 3 }, (_, i) => 128 + 100 * Math.sin(i / (40 + variant)))
  return { width: 48, height: 48, channels: 3, depth: 8, data }
}
