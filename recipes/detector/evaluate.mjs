// Measures a detector on unseen photographs: npm run evaluate:detector -- KODAK24 [derain=DIR …]. See README.md.
import { tasks } from '@dfpir/core'
import { Detector } from '@dfpir/detector'
import { measureDetector, observe, realPictures, testPictures } from './dist/index.js'

const seeds = [1001]
const [photographs, ...real] = process.argv.slice(2)
const detector = await Detector.load()
const observations = await observe(detector, testPictures(photographs, seeds))
for (const [task, folder] of real.map(text => text.split('='))) {
  const truth = task === 'clean' ? [] : tasks.filter(name => task.split('+').includes(name))
  observations.push(...(await observe(detector, realPictures(folder, truth))))
}
await detector.dispose()
const { kinds, nearestLevel, relativeSigmaError } = measureDetector(observations)
console.table(kinds.map(({ found, ...result }) => ({ ...result, ...found })))
console.log(JSON.stringify({ kinds, nearestLevel, relativeSigmaError }))
