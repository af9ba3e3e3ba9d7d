import { encodePicture } from '@dfpir/images'
import sharp from 'sharp'

const [width, height] = [90, 70]

/** A picture of waves with some grain. */
function scene(channels, depth) {
  const white = 2 ** depth - 1
  const samples = Array.from({ length: width * height * channels }, (_, i) =>
    Math.round(white * (0.5 + 0.4 * Math.sin(i / 97 / channels) + ((i * 7919) % 64) / 640)),
  )
  return { width, height, channels, depth, data: depth === 8 ? Uint8Array.from(samples) : Uint16Array.from(samples) }
}

/** Whole files of every format, plain and with metadata, grey and coloured, of 8 and of 16 bits. */
export async function imageSamples() {
  const image = sharp(scene(3, 8).data, { raw: { width, height, channels: 3 } })
  const metadata = { xmp: Buffer.from('<x:xmpmeta xmlns:x="adobe:ns:meta/"/>'), density: 300 }
  const tagged = { ...scene(3, 8), metadata }
  return [
    ['jpg', await encodePicture(tagged, 'jpeg')],
    [
      'jpg',
      await image
        .clone()
        .withExif({ IFD0: { Make: 'Acme' } })
        .withIccProfile('p3')
        .jpeg({ progressive: true })
        .toBuffer(),
    ],
    ['png', await encodePicture(scene(3, 8), 'png')],
    ['png', await encodePicture({ ...scene(4, 16), metadata }, 'png')],
    ['png', await image.clone().png({ palette: true, progressive: true }).toBuffer()],
    ['webp', await encodePicture(scene(3, 8), 'webp')],
    ['webp', await encodePicture({ ...scene(4, 8), metadata }, 'webp')],
    ['tif', await encodePicture(scene(1, 8), 'tiff')],
    ['tif', await encodePicture({ ...scene(3, 16), metadata }, 'tiff')],
    ['tif', await image.clone().tiff({ compression: 'lzw', tile: true, tileWidth: 32, tileHeight: 32 }).toBuffer()],
    ['avif', await encodePicture(tagged, 'avif')],
    ['avif', await encodePicture(scene(3, 16), 'avif')],
  ]
}
