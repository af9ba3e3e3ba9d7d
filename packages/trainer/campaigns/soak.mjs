// Trains many steps, saves every 20, and checks that resident memory and the number of tensors stay constant after the
// first ones:
//   node packages/trainer/campaigns/soak.mjs [--steps 2000] [--settle 200]
import { rmSync } from 'node:fs'
import { parseArgs } from 'node:util'
import * as tf from '@tensorflow/tfjs-core'
import { readTrainingConfig, train } from '../dist/index.js'
import { makeWorkplace, writeTrainingFile } from './workplace.mjs'

const { values } = parseArgs({
  options: { steps: { type: 'string', default: '2000' }, settle: { type: 'string', default: '200' } },
})
const [steps, settle] = [values.steps, values.settle].map(Number)
const interval = 20
const mostGrowth = 32e6
const folder = await makeWorkplace()
try {
  const path = writeTrainingFile(folder, 'soak', { steps, saveEvery: interval })
  const config = await readTrainingConfig(path)
  const samples = []
  const onStep = step => {
    if (step % interval === 0) samples.push({ step, rss: process.memoryUsage.rss(), tensors: tf.memory().numTensors })
  }
  await train(config, { onStep })
  const settled = samples.filter(({ step }) => step > settle)
  const most = list => Math.max(...list.map(({ rss }) => rss))
  const half = settled.length >> 1
  const growth = most(settled.slice(half)) - most(settled.slice(0, half))
  const tensors = [...new Set(settled.map(sample => sample.tensors))]
  const megabytes = bytes => Math.round(bytes / 1e6)
  console.log(
    JSON.stringify({ steps, peakMegabytes: megabytes(most(settled)), growthMegabytes: megabytes(growth), tensors }),
  )
  if (growth >= mostGrowth) throw new Error(`resident memory grew by ${megabytes(growth)} MB after step ${settle}`)
  if (tensors.length > 1) throw new Error(`the number of tensors changed: ${tensors.join(', ')}`)
} finally {
  rmSync(folder, { recursive: true })
}
