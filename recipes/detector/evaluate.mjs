// Measures a detector on photographs it has not seen: npm run evaluate:detector -- KODAK24 [FOLDER]. See README.md.
import { Detector } from '@dfpir/detector'
import { measure, observe, testPictures } from './dist/index.js'

const seeds = [1001, 1002, 1003]
const [photographs, folder] = process.argv.slice(2)
const detector = await Detector.load({ folder })
const measured = measure(await observe(detector, testPictures(photographs, seeds)))
await detector.dispose()

const percent = share => `${(100 * share).toFixed(1)} %`
console.table(
  measured.kinds.map(({ kind, pictures, ...shares }) => ({
    kind,
    pictures,
    ...Object.fromEntries(Object.entries(shares).map(([name, share]) => [name, percent(share)])),
  })),
)
console.table(measured.confusion)
console.table(measured.reliability)
for (const name of ['accuracy', 'accuracyWithUnknown', 'nearestLevel', 'relativeSigmaError', 'calibrationError']) {
  console.log(`${name}: ${percent(measured[name])}`)
}
console.log(JSON.stringify(measured))
