// Makes the model card's pictures from the strips that `npm start` writes:
//   npm start && node recipes/default-weights/pictures.mjs restored
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { listImages } from '@dfpir/datasets'
import { pretrainedFolder } from '@dfpir/pretrained'
import { startScript } from '@dfpir/terminal'
import { Command } from 'commander'
import sharp from 'sharp'

const command = new Command('node recipes/default-weights/pictures.mjs').argument('<folder>', 'the strips')
startScript(command)
const [folder] = command.processedArgs
const ending = '.compared.png'
const strips = (await listImages(folder)).filter(name => name.endsWith(ending))
const pictures = join(pretrainedFolder(), 'pictures')
mkdirSync(pictures, { recursive: true })
for (const file of strips) {
  const name = file.slice(0, -ending.length)
  await sharp(join(folder, file))
    .resize({ width: 1080 })
    .jpeg({ quality: 80 })
    .toFile(join(pictures, `${name}.jpg`))
}
