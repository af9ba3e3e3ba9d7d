import { basename, join } from 'node:path'
import { listImages, readPicture } from '@dfpir/datasets'
import { degradedCopy, kindNamed, type RgbPicture, type Values } from '@dfpir/degradations'
import type { Condition } from '@dfpir/detector'
import type { KnownPicture } from './observation.js'
import { asJpeg, shrunk } from './vary.js'

/** What is done to each photograph, by the names of `dfpir degrade --kind`, and what then is the matter with it. */
const degraded: readonly { kind: string; truth: Condition; given?: Values }[] = [
  { kind: 'denoise', truth: 'denoise', given: { sigma: 15 } },
  { kind: 'denoise', truth: 'denoise', given: { sigma: 25 } },
  { kind: 'denoise', truth: 'denoise', given: { sigma: 50 } },
  { kind: 'denoise', truth: 'denoise' },
  { kind: 'poisson', truth: 'denoise' },
  { kind: 'derain', truth: 'derain' },
  { kind: 'dehaze', truth: 'dehaze' },
  { kind: 'deblur', truth: 'deblur' },
  { kind: 'lowlight', truth: 'lowlight' },
  { kind: 'defocus', truth: 'unknown' },
  { kind: 'jpeg', truth: 'unknown' },
]

/** A folder's photographs as they are, and degraded as `dfpir degrade` does it, for each of the seeds. */
export async function* testPictures(folder: string, seeds: readonly number[]): AsyncGenerator<KnownPicture> {
  for (const file of await listImages(folder)) {
    const clean = await readPicture(join(folder, file))
    yield { picture: clean, kind: 'clean', truth: 'clean' }
    yield { picture: await asJpeg(clean, 90), kind: 'clean, JPEG of quality 90', truth: 'clean' }
    yield { picture: await shrunk(clean, 0.6), kind: 'clean, 0.6 times the size', truth: 'clean' }
    for (const seed of seeds) for (const one of degraded) yield degrade(clean, basename(file), seed, one)
  }
}

function degrade(
  clean: RgbPicture,
  name: string,
  seed: number,
  { kind: kindName, truth, given = {} }: (typeof degraded)[number],
): KnownPicture {
  const { picture, parameters } = degradedCopy(clean, kindNamed(kindName), { seed, name, given })
  const label = [kindName, ...Object.values(given)].join(' ')
  return { picture, kind: label, truth, sigma: parameters.sigma }
}
