// Rain and haze of pictures that others made beside those of training: 5th percentile, median and 95th over the pictures.
//   node bench/weather-statistics.mjs DATA [PATCHES]
// DATA has bsd400/, train/rain-streaks/, train/rgbd/{images,depths}/, field/rain100l/ and field/sots-indoor/.
import { join } from 'node:path'
import { Command } from 'commander'
import { Random } from '../packages/core/dist/index.js'
import { openPairs, openTrainingData } from '../packages/datasets/dist/index.js'
import { hazeStatistics, streakStatistics, taskDegradation } from '../packages/degradations/dist/index.js'
import { parseCount, startScript } from '../packages/terminal/dist/index.js'

const command = new Command('node bench/weather-statistics.mjs')
  .argument('<data>', 'the folder of the data sets')
  .argument('[patches]', 'number of patches that training makes', parseCount, 60)
startScript(command)
const [data, patches] = command.processedArgs
const folder = (...parts) => join(data, ...parts)
const clean = folder('bsd400')
const rgbd = folder('train/rgbd')

const rain = {
  Rain100L: field('rain100l'),
  'rendered layers (`streaks`)': drawn({ task: 'derain', clean, streaks: folder('train/rain-streaks') }),
  'computed, as training draws it': drawn({ task: 'derain', clean }),
  'computed, as `dfpir degrade` draws it': drawn({ task: 'derain', clean }, taskDegradation('derain')),
}
const haze = {
  'SOTS indoor': field('sots-indoor'),
  'measured depth (`depth`)': drawn({ task: 'dehaze', clean: join(rgbd, 'images'), depth: join(rgbd, 'depths') }),
  'made depth, as training draws it': drawn({ task: 'dehaze', clean }),
  'made depth, as `dfpir degrade` draws it': drawn({ task: 'dehaze', clean }, taskDegradation('dehaze')),
}
await table(rain, streakStatistics, streakColumns)
await table(haze, hazeStatistics, hazeColumns)

async function table(sources, measure, columns) {
  const rows = []
  for (const [name, pairs] of Object.entries(sources)) {
    const measured = []
    for await (const { input, target } of pairs) measured.push(measure(input, target))
    const found = measured.filter(Boolean)
    rows.push([name, `${found.length}`, ...Object.values(columns()).map(pick => spread(found.map(pick)))])
  }
  const header = ['pairs', 'of them', ...Object.keys(columns())]
  console.log(line(header) + line(header.map(() => '---')) + rows.map(line).join(''))
}

function streakColumns() {
  return {
    'over 0.02': s => s.share,
    median: s => s.median,
    '90 %': s => s.percentile90,
    '99 %': s => s.percentile99,
    'across 1': s => s.across[0],
    'across 3': s => s.across[1],
    'along 3': s => s.along[0],
    'along 10': s => s.along[1],
    'along 20': s => s.along[2],
  }
}

function hazeColumns() {
  return {
    air: s => s.airlight,
    't 5 %': s => s.transmission[0],
    't 50 %': s => s.transmission[1],
    't 95 %': s => s.transmission[2],
  }
}

function line(cells) {
  return `| ${cells.join(' | ')} |\n`
}

/** "5 % – median – 95 %" of the pictures. */
function spread(values) {
  const sorted = values.toSorted((a, b) => a - b)
  const at = share => sorted[Math.round(share * (sorted.length - 1))].toFixed(2)
  return `${at(0.05)} – ${at(0.5)} – ${at(0.95)}`
}

async function* field(name) {
  const { pairs, pictures } = await openPairs(folder('field', name, 'input'), folder('field', name, 'target'))
  for (let index = 0; index < pairs.length; index++) yield pictures(index)
}

/** Upright patches as training draws them, or degraded otherwise. */
async function* drawn(entry, degradation) {
  const [source] = await openTrainingData([{ ...entry, upright: true }])
  for (let patch = 0; patch < patches; patch++) {
    const random = Random.derive(0, 'measure', patch)
    const { input, target } = await source.sample(random.integer(source.length), 256, random)
    yield { input: degradation ? degradation.apply(target, random) : input, target }
  }
}
