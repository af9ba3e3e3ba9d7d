// Makes the model card's pictures from the strips that `npm start` writes:
//   npm start && node recipes/default-weights/pictures.mjs restored
import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pretrainedFolder } from '@dfpir/pretrained'
import sharp from 'sharp'

const ending = '.compared.png'
const folder = process.argv[2]
const pictures = join(pretrainedFolder(), 'pictures')
mkdirSync(pictures, { recursive: true })
for (const file of readdirSync(folder).filter(name => name.endsWith(ending))) {
  const name = file.slice(0, -ending.length)
  await sharp(join(folder, file))
    .resize({ width: 1080 })
    .jpeg({ quality: 80 })
    .toFile(join(pictures, `${name}.jpg`))
}
