import { PixelFile } from './pixel-file.js'
import { rowsPerStrip } from './rows.js'

/** How to turn an EXIF orientation upright: swap columns and rows, then mirror (EXIF 2.32, 4.6.4 A). */
interface Turn {
  readonly swap: boolean
  readonly flipX: boolean
  readonly flipY: boolean
}

/** The turns of the orientations 1 to 8. */
const turns: readonly Turn[] = [
  { swap: false, flipX: false, flipY: false },
  { swap: false, flipX: true, flipY: false },
  { swap: false, flipX: true, flipY: true },
  { swap: false, flipX: false, flipY: true },
  { swap: true, flipX: false, flipY: false },
  { swap: true, flipX: true, flipY: false },
  { swap: true, flipX: true, flipY: true },
  { swap: true, flipX: false, flipY: true },
]

/** Writes the pixels of a file upright into another file, one band of rows at a time. */
export async function orientFile(from: PixelFile, path: string, orientation: number): Promise<PixelFile> {
  const turn = turns[orientation - 1]
  const { width, height, channels, depth } = from.layout
  const size = turn.swap ? { width: height, height: width } : { width, height }
  const to = await PixelFile.open(path, { ...size, channels, depth, offset: 0 }, 'w+')
  try {
    const step = rowsPerStrip(from.layout)
    for (let top = 0; top < height; top += step) await turnBand(from, to, top, Math.min(step, height - top), turn)
    return to
  } catch (error) {
    await to.dispose()
    throw error
  }
}

async function turnBand(from: PixelFile, to: PixelFile, top: number, count: number, turn: Turn): Promise<void> {
  const { data, width } = await from.readRows(top, count)
  const { channels, depth } = to.layout
  const [columns, rows] = turn.swap ? [count, width] : [width, count]
  const turned = data.slice()
  for (let y = 0; y < rows; y++) {
    const v = turn.flipY ? rows - 1 - y : y
    for (let x = 0; x < columns; x++) {
      const u = turn.flipX ? columns - 1 - x : x
      const source = (turn.swap ? u * width + v : v * width + u) * channels
      const target = (y * columns + x) * channels
      for (let i = 0; i < channels; i++) turned[target + i] = data[source + i]
    }
  }
  const band = { width: columns, height: rows, channels, depth, data: turned }
  const last = from.layout.height - top - count
  if (turn.swap) to.writeColumns(turn.flipX ? last : top, band)
  else await to.writeRows(turn.flipY ? last : top, band)
}
