// Measures a detector on unseen photographs: npm run evaluate:detector -- KODAK24 [derain=DIR …]. See README.md.
import { tasks } from '@dfpir/core'
import { Detector } from '@dfpir/detector'
import { startScript } from '@dfpir/terminal'
import { Command, InvalidArgumentError } from 'commander'
import { measureDetector, observe, realPictures, testPictures } from './dist/index.js'

const command = new Command('evaluate:detector')
  .argument('<photographs>', 'clean photographs, which are damaged for the test')
  .argument('[real...]', 'folders of real pictures, such as derain=DIR, derain+denoise=DIR or clean=DIR', parseReal, [])
startScript(command)
const [photographs, real] = command.processedArgs
const seeds = [1001]
const detector = await Detector.load()
const observations = await observe(detector, testPictures(photographs, seeds))
for (const { folder, truth } of real) {
  observations.push(...(await observe(detector, realPictures(folder, truth))))
}
await detector.dispose()
const { kinds, nearestLevel, relativeSigmaError } = measureDetector(observations)
console.table(kinds.map(({ found, ...result }) => ({ ...result, ...found })))
console.log(JSON.stringify({ kinds, nearestLevel, relativeSigmaError }))

/** `derain+denoise=DIR` as a folder and the damages of its pictures; `clean` stands for none. */
function parseReal(text, earlier) {
  const [, names, folder] = /^([^=]+)=(.+)$/.exec(text) ?? []
  const named = names?.split('+') ?? []
  if (names !== 'clean' && !(named.length > 0 && named.every(name => tasks.includes(name)))) {
    throw new InvalidArgumentError(`It must be TASK=FOLDER, with tasks out of ${tasks.join(', ')}, or clean=FOLDER.`)
  }
  return [...earlier, { folder, truth: tasks.filter(name => named.includes(name)) }]
}
