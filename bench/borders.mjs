// How far the picture's border is from what the network makes of it inside a larger, mirrored picture, by the margin of
// mirrored pixels that it gets, and what the margin costs in time:
//   node bench/borders.mjs FOLDER [--tasks dehaze,lowlight] [--size 253x187] [--every 6] [--margins 0,8,16,24,32] [--engine auto] [--model DIR]
// FOLDER has a folder of degraded pictures per task, as `dfpir degrade` makes it.
import { join } from 'node:path'
import { Command, InvalidArgumentError } from 'commander'
import { UsageError } from '../packages/core/dist/index.js'
import { listImages } from '../packages/datasets/dist/index.js'
import { getEngine } from '../packages/engines/dist/index.js'
import { convertPicture, crop, decodePicture, mirrorRows, rowsOf, toFloat } from '../packages/images/dist/index.js'
import { CompiledNetwork } from '../packages/inference/dist/compiled-network.js'
import { pretrainedFolder } from '../packages/pretrained/dist/index.js'
import { parseCount, parseList, parseSeed, startScript } from '../packages/terminal/dist/index.js'

const command = new Command('node bench/borders.mjs')
  .argument('<folder>', 'has a folder of degraded pictures per task')
  .option('--model <folder>', 'the weights', pretrainedFolder())
  .option('--tasks <list>', 'tasks, separated by commas', parseList(String), ['dehaze', 'lowlight'])
  .option('--size <WxH>', 'size of the part of each picture', parseSize, [253, 187])
  .option('--every <n>', 'measure one picture in n', parseCount, 6)
  .option('--margins <list>', 'mirrored pixels on each side', parseList(parseSeed), [0, 8, 16, 24, 32])
  .option('--engine <name>', 'engine', 'auto')
startScript(command)
const [folder] = command.processedArgs
const { margins, size, ...values } = command.opts()
/** The picture that stands for one without borders has so many mirrored pixels. */
const far = 64
/** Border pixels are those within so many of an edge. */
const border = 8
const [width, height] = size
const roundUp = length => Math.ceil(length / 8) * 8

const network = await CompiledNetwork.open(values.model, await getEngine(values.engine))
const graphs = new Map()

/** The residual with a margin, of the picture's pixels alone, and the seconds of the run. */
async function restore(picture, margin, prompt) {
  const seen = mirrorRows(rowsOf(picture), margin)
  const [columns, rows] = [roundUp(seen.width), roundUp(seen.height)]
  const place = { x: 0, y: 0, width: columns, height: rows }
  const input = crop(await seen.readRows(0, seen.height), place, { reflect: true })
  const key = `${prompt.name} ${columns} ${rows}`
  if (!graphs.has(key)) graphs.set(key, await network.compile(rows, columns, prompt))
  const begun = performance.now()
  const { residual } = await graphs.get(key).run({ input: { shape: [1, rows, columns, 3], data: toFloat(input).data } })
  const seconds = (performance.now() - begun) / 1000
  const at = (x, y, channel) => residual.data[((y + margin) * columns + x + margin) * 3 + channel]
  return { at, seconds }
}

/** Mean absolute difference on the scale 0 … 255, of the border's pixels and of the others. */
function difference(a, b) {
  const sums = { border: [0, 0], inside: [0, 0], last: [0, 0] }
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const near = Math.min(x, y, width - 1 - x, height - 1 - y) < border
      for (let channel = 0; channel < 3; channel++) {
        const error = 255 * Math.abs(a.at(x, y, channel) - b.at(x, y, channel))
        for (const kind of [near ? 'border' : 'inside', ...(y >= height - 40 ? ['last'] : [])]) {
          sums[kind][0] += error
          sums[kind][1]++
        }
      }
    }
  }
  return Object.values(sums).map(([sum, count]) => sum / count)
}

console.log(`${width}×${height}; levels of 255\ntask\tmargin\tborder of ${border}\tinside\tlast 40 rows\ts`)
for (const task of values.tasks) {
  const prompt = network.facts.prompts.find(known => known.task === task)
  if (!prompt) throw new UsageError(`the model has no prompt for "${task}"`)
  const totals = new Map(margins.map(margin => [margin, [0, 0, 0, []]]))
  const names = (await listImages(join(folder, task))).filter((_, i) => i % values.every === 0)
  for (const name of names) {
    const whole = convertPicture(await decodePicture(join(folder, task, name)), { channels: 3, depth: 8 })
    const picture = crop(whole, { x: 60, y: 60, width, height })
    const expected = await restore(picture, far, prompt)
    for (const margin of margins) {
      const found = await restore(picture, margin, prompt)
      const row = totals.get(margin)
      for (const [i, value] of difference(found, expected).entries()) row[i] += value / names.length
      row[3].push(found.seconds)
    }
  }
  for (const [margin, [edge, inside, last, times]] of totals) {
    console.log([task, margin, ...[edge, inside, last, Math.min(...times)].map(value => value.toFixed(3))].join('\t'))
  }
}

function parseSize(text) {
  if (/^\d+x\d+$/.test(text)) return text.split('x').map(Number)
  throw new InvalidArgumentError('It must be a width and a height, such as 253x187.')
}
