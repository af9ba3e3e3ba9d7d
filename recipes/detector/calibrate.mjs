// Chooses a detector's temperature and threshold on the photographs that training holds out:
// npm run calibrate:detector -- BSD400 [FOLDER]. See README.md.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Detector, modelFiles } from '@dfpir/detector'
import { pretrainedFolder } from '@dfpir/pretrained'
import { calibrate, dividePhotographs, heldOutPictures, measure, observe, saveDetector } from './dist/index.js'

const [photographs, folder = pretrainedFolder()] = process.argv.slice(2)
const { heldOut } = await dividePhotographs(photographs)
const detector = await Detector.load({ folder })
const observations = await observe(detector, heldOutPictures(heldOut))
await detector.dispose()

const { temperature, threshold } = JSON.parse(await readFile(join(folder, modelFiles.description), 'utf8'))
const calibration = calibrate(observations, { temperature, threshold })
await saveDetector(folder, await readFile(join(folder, modelFiles.network)), calibration)
const { accuracy, accuracyWithUnknown, calibrationError } = measure(observations)
console.log(JSON.stringify({ ...calibration, accuracy, accuracyWithUnknown, calibrationErrorBefore: calibrationError }))
