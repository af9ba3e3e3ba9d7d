// Restores a picture: node examples/restore-from-code.mjs INPUT OUTPUT [MODEL]
// MODEL is a folder or a .safetensors file, such as runs/denoise/model after a training; the shipped weights otherwise.
import { decodePicture, writePicture } from '@dfpir/images'
import { Restorer } from '@dfpir/inference'
import { pretrainedFolder } from '@dfpir/pretrained'

const [input, output, model = pretrainedFolder()] = process.argv.slice(2)
if (!input || !output) {
  console.error('usage: node examples/restore-from-code.mjs INPUT OUTPUT [MODEL]')
  process.exit(2)
}

const restorer = await Restorer.fromPretrained(model, { onInstall: message => console.error(message) })
const { picture, prompt, tiles } = await restorer.restore(await decodePicture(input), { task: 'denoise' })
await writePicture(output, picture)
console.log(`${output}: ${picture.width}×${picture.height}, ${prompt}, tiles: ${tiles}, on ${restorer.engineName}`)
await restorer.dispose()
