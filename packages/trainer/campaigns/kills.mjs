// Trains once without interruption, and once killed with SIGKILL at random moments and resumed each time; both must end
// with the same bits:
//   node packages/trainer/campaigns/kills.mjs [--kills 20] [--steps 400] [--seed 1]
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { Random } from '../../core/dist/index.js'
import { makeWorkplace, runTraining, startTraining, writeTrainingFile } from './workplace.mjs'

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '20' },
    steps: { type: 'string', default: '400' },
    seed: { type: 'string', default: '1' },
  },
})
const [kills, steps, seed] = [values.kills, values.steps, values.seed].map(Number)
const random = new Random(seed)
const folder = await makeWorkplace()
try {
  const settings = {
    steps,
    saveEvery: 7,
    validate: { every: 50, patch: 16, patches: 2, data: [{ task: 'derain', clean: 'unseen' }] },
  }
  const whole = startTraining(writeTrainingFile(folder, 'whole', settings))
  const begun = performance.now()
  await Promise.race([whole.stepping, whole.ended])
  const startup = performance.now() - begun
  const { code, text } = await whole.ended
  if (code !== 0) throw new Error(`the uninterrupted run ended with ${code}:\n${text}`)
  const duration = performance.now() - begun - startup
  console.error(
    `uninterrupted: ${(startup / 1000).toFixed(1)} s to the first step, then ${(duration / 1000).toFixed(1)} s`,
  )
  const config = writeTrainingFile(folder, 'killed', settings)
  let done = 0
  while (done < kills) {
    const { child, stepping, ended } = startTraining(config, ['--resume'])
    // Sometimes before the first step, mostly after it. All kills together use at most half of the run.
    const early = random.uniform() < 0.2
    const moment = early ? random.uniform(0, 0.8 * startup) : random.uniform(0, duration / (2 * kills))
    if (!early) await Promise.race([stepping, ended])
    const first = await Promise.race([ended, sleep(moment)])
    if (first?.code === 0) {
      // The run ended early because the processor was faster than in the uninterrupted run: continue with a new run.
      rmSync(join(folder, 'killed'), { recursive: true })
      continue
    }
    if (first) throw new Error(`ended before kill ${done + 1} with ${first.code}\n${first.text}`)
    child.kill('SIGKILL')
    await ended
    done++
    console.error(
      `kill ${done} ${(moment / 1000).toFixed(2)} s after the ${early ? 'start' : 'first step'}, at step ${stepOf('killed')}`,
    )
  }
  await runTraining(config, ['--resume'])
  const equal = ['training-state.safetensors', 'model/model.safetensors', 'best/model.safetensors'].map(name => {
    const [whole, killed] = ['whole', 'killed'].map(run => readFileSync(join(folder, run, name)))
    return [name, whole.equals(killed)]
  })
  console.log(JSON.stringify({ kills: done, steps: stepOf('killed'), equal: Object.fromEntries(equal) }))
  process.exitCode = equal.every(([, same]) => same) ? 0 : 1
} finally {
  rmSync(folder, { recursive: true })
}

function stepOf(run) {
  try {
    const bytes = readFileSync(join(folder, run, 'training-state.safetensors'))
    const header = JSON.parse(bytes.subarray(8, 8 + Number(bytes.readBigUInt64LE())).toString())
    return JSON.parse(header.__metadata__.training).step
  } catch {
    return 0
  }
}
