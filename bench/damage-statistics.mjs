// Noise and darkness of pictures beside those of training: 10th percentile, median and 90th over the pictures.
//   node bench/damage-statistics.mjs noise INPUTS TARGETS       pairs
//   node bench/damage-statistics.mjs darkness INPUTS [TARGETS]  dark photographs, with or without partners
//   node bench/damage-statistics.mjs noise|darkness --train PHOTOS   what training makes of 128×128 patches
import { join } from 'node:path'
import { Argument, Command } from 'commander'
import { Random, UsageError } from '../packages/core/dist/index.js'
import { listImages, openPairs, readPicture } from '../packages/datasets/dist/index.js'
import {
  darknessStatistics,
  darkScene,
  exposureOf,
  noiseStatistics,
  practicalNoise,
} from '../packages/degradations/dist/index.js'
import { crop } from '../packages/images/dist/index.js'
import { startScript } from '../packages/terminal/dist/index.js'

const command = new Command('node bench/damage-statistics.mjs')
  .addArgument(new Argument('<damage>', 'what is measured').choices(['noise', 'darkness']))
  .argument('[inputs]', 'a folder of damaged pictures')
  .argument('[targets]', 'a folder of their clean partners, which noise needs')
  .option('--train <photographs>', 'measure what training makes of these photographs instead')
startScript(command)
const [what, inputs, targets] = command.processedArgs
const { train } = command.opts()
if (!train && !inputs) throw new UsageError('expected a folder of pictures, or --train with one')
if (!train && what === 'noise' && !targets) throw new UsageError('noise is measured with a folder of clean partners')
const measure = { noise, darkness }[what]
const rows = []
for await (const { input, target } of train ? made(train) : given()) {
  rows.push(measure(input, target))
}
for (const name of Object.keys(rows[0])) {
  const values = rows
    .map(row => row[name])
    .filter(Number.isFinite)
    .sort((a, b) => a - b)
  const at = share => values[Math.round(share * (values.length - 1))]?.toFixed(3)
  console.log(name.padEnd(22), [0.1, 0.5, 0.9].map(at).join('  '))
}

async function* given() {
  if (!targets) {
    for (const name of await listImages(inputs)) yield { input: await readPicture(join(inputs, name)) }
    return
  }
  const pairs = await openPairs(inputs, targets)
  for (const index of pairs.pairs.keys()) yield pairs.pictures(index)
}

async function* made(folder) {
  const degradation = what === 'noise' ? practicalNoise : darkScene
  for (const name of await listImages(folder)) {
    const random = Random.derive(0, what, name)
    const photo = await readPicture(join(folder, name))
    const x = random.integer(photo.width - 127)
    const y = random.integer(photo.height - 127)
    const target = crop(photo, { x, y, width: 128, height: 128 })
    yield { input: degradation.apply(target, random), target }
  }
}

function noise(input, target) {
  const { deviation, byLevel, neighbours, colours } = noiseStatistics(input, target)
  const [dark, middle, bright] = byLevel
  return {
    deviation,
    'dark / middle': dark / middle,
    'bright / middle': bright / middle,
    'neighbours at 1': neighbours[0],
    'neighbours at 2': neighbours[1],
    colours,
  }
}

function darkness(input, target) {
  const { mean, percentiles, saturation, noise } = darknessStatistics(input)
  const [low, middle, high] = percentiles
  const row = { mean, '5th percentile': low, median: middle, '95th percentile': high, saturation, noise }
  if (!target) return row
  const [red, green, blue] = exposureOf(input, target)
  return { ...row, exposure: green, 'red / green': red / green, 'blue / green': blue / green }
}
