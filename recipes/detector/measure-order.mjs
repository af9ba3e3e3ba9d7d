// Measures the best order for repairing two damages: npm run measure:order -- KODAK24 [PICTURES]. See README.md.
import { join } from 'node:path'
import { Random } from '@dfpir/core'
import { listImages, readPicture } from '@dfpir/datasets'
import { gaussianNoise, taskDegradation } from '@dfpir/degradations'
import { centerCrop } from '@dfpir/images'
import { Restorer } from '@dfpir/inference'
import { comparePictures } from '@dfpir/metrics'
import { parseCount, startScript } from '@dfpir/terminal'
import { Command } from 'commander'

const pairs = [
  ['dehaze', 'derain'],
  ['derain', 'denoise'],
  ['dehaze', 'denoise'],
  ['deblur', 'denoise'],
  ['lowlight', 'denoise'],
  ['derain', 'lowlight'],
] // in the order in which pictures are damaged
const damage = task => (task === 'denoise' ? gaussianNoise(15) : taskDegradation(task))

const command = new Command('measure:order')
  .argument('<photographs>', 'clean photographs')
  .argument('[count]', 'number of photographs', parseCount, 8)
startScript(command)
const [folder, count] = command.processedArgs
const files = (await listImages(folder)).slice(0, count)
const restorer = await Restorer.fromPretrained('dfpir-small', { engine: 'onnxruntime', threads: 1 })
const sums = new Map()
for (const file of files) {
  const clean = centerCrop(await readPicture(join(folder, file)), { width: 256, height: 256 })
  for (const [first, second] of pairs) {
    const random = Random.derive(1001, file, first, second)
    const input = damage(second).apply(damage(first).apply(clean, random), random)
    const add = (name, picture) => {
      const key = `${first}, then ${second}: ${name}`
      sums.set(key, (sums.get(key) ?? 0) + comparePictures(picture, clean).psnr / files.length)
    }
    add('as it is', input)
    for (const tasks of [[first], [second], [first, second], [second, first]]) {
      add(tasks.join('+'), (await restorer.restore(input, { tasks })).picture)
    }
  }
}
await restorer.dispose()
for (const [name, mean] of sums) console.log(`${name}\t${mean.toFixed(2)}`)
