// What tiles cost in quality: restores noisy photographs whole and in tiles, and prints the PSNR between both, and how
// much nearer to the clean photographs the whole one is (negative where tiles are nearer):
//   node bench/tiles.mjs FOLDER [--model DIR] [--sigmas 15,25,50] [--tiles 128,256,384] [--overlaps 16,32,64]
//                        [--every 1] [--engine auto] [--precision f32]
// FOLDER holds clean photographs, such as the Kodak set; `--every 3` takes each third one.
import { join } from 'node:path'
import { Command } from 'commander'
import { Random } from '../packages/core/dist/index.js'
import { listImages } from '../packages/datasets/dist/index.js'
import { convertPicture, decodePicture } from '../packages/images/dist/index.js'
import { Restorer } from '../packages/inference/dist/index.js'
import { pretrainedFolder } from '../packages/pretrained/dist/index.js'
import { parseCount, parseList, parseSeed, parseSigma, startScript } from '../packages/terminal/dist/index.js'

const command = new Command('node bench/tiles.mjs')
  .argument('<folder>', 'clean photographs')
  .option('--model <folder>', 'the weights', pretrainedFolder())
  .option('--sigmas <list>', 'noise levels', parseList(parseSigma), [15, 25, 50])
  .option('--tiles <list>', 'sides of tiles, in pixels', parseList(parseCount), [128, 256, 384])
  .option('--overlaps <list>', 'overlaps of tiles, in pixels', parseList(parseSeed), [16, 32, 64])
  .option('--every <n>', 'measure one photograph in n', parseCount, 1)
  .option('--engine <name>', 'engine', 'auto')
  .option('--precision <name>', 'f32 or bf16', 'f32')
startScript(command)
const [folder] = command.processedArgs
const { model, sigmas, tiles, overlaps, every, engine, precision } = command.opts()
const photographs = (await listImages(folder)).filter((_, index) => index % every === 0)
const layouts = tiles.flatMap(tile => overlaps.map(overlap => ({ tile, overlap })))

/** 16 bits, so that rounding does not hide what tiles do. */
function addNoise(clean, sigma, seed) {
  const random = new Random(seed)
  const value = sample => Math.round(Math.min(255, Math.max(0, sample / 257 + random.normal(0, sigma)))) * 257
  return { ...clean, data: clean.data.map(value) }
}

function psnr({ data: a }, { data: b }) {
  const error = a.reduce((sum, value, i) => sum + ((value - b[i]) / 65_535) ** 2, 0)
  return -10 * Math.log10(error / a.length)
}

const mean = numbers => numbers.reduce((sum, number) => sum + number, 0) / numbers.length
const rows = new Map()
function note(key, gap, loss) {
  const row = rows.get(key) ?? { gaps: [], losses: [] }
  row.gaps.push(gap)
  row.losses.push(loss)
  rows.set(key, row)
}

const whole = await Restorer.fromPretrained(model, { engine, precision, tile: 'off' })
const tiled = []
for (const layout of layouts) {
  tiled.push([layout, await Restorer.fromPretrained(model, { engine, precision, ...layout })])
}
for (const sigma of sigmas) {
  for (const [index, name] of photographs.entries()) {
    const clean = convertPicture(await decodePicture(join(folder, name)), { channels: 3, depth: 16 })
    const noisy = addNoise(clean, sigma, 1000 * index + sigma)
    const options = { task: 'denoise', sigma }
    const expected = (await whole.restore(noisy, options)).picture
    for (const [{ tile, overlap }, restorer] of tiled) {
      const { picture } = await restorer.restore(noisy, options)
      note(`${sigma}\t${tile}\t${overlap}`, psnr(picture, expected), psnr(expected, clean) - psnr(picture, clean))
    }
    console.error(`σ ${sigma}: ${name}`)
  }
}
console.log(`${photographs.length} photographs, ${whole.engineName} ${precision}`)
console.log('σ\ttile\toverlap\tto whole, mean\tleast\tloss, mean\tmost')
for (const [key, { gaps, losses }] of rows) {
  const figures = [mean(gaps), Math.min(...gaps), mean(losses), Math.max(...losses)]
  console.log([key, ...figures.map((figure, i) => figure.toFixed(i < 2 ? 2 : 4))].join('\t'))
}
for (const restorer of [whole, ...tiled.map(([, one]) => one)]) await restorer.dispose()
