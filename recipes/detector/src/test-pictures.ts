import { basename, join } from 'node:path'
import type { Task } from '@dfpir/core'
import { listImages, readPicture } from '@dfpir/datasets'
import { degradedCopy, kindNamed, type Values } from '@dfpir/degradations'
import type { RgbPicture } from '@dfpir/images'
import type { KnownPicture } from './observation.js'
import { asJpeg, resized } from './vary.js'

/** The degradations of each photograph, named as in `dfpir degrade --kind`, and the tasks that repair them. */
const degraded: readonly { kind: string; truth: readonly Task[]; given?: Values; quality?: number }[] = [
  { kind: 'denoise', truth: ['denoise'], given: { sigma: 15 } },
  { kind: 'denoise', truth: ['denoise'], given: { sigma: 25 } },
  { kind: 'denoise', truth: ['denoise'], given: { sigma: 50 } },
  { kind: 'denoise', truth: ['denoise'], given: { sigma: 25 }, quality: 70 },
  { kind: 'denoise', truth: ['denoise'], given: { sigma: 25 }, quality: 80 },
  { kind: 'denoise', truth: ['denoise'], given: { sigma: 25 }, quality: 95 },
  { kind: 'poisson', truth: ['denoise'] },
  { kind: 'derain', truth: ['derain'] },
  { kind: 'dehaze', truth: ['dehaze'] },
  { kind: 'deblur', truth: ['deblur'] },
  { kind: 'lowlight', truth: ['lowlight'] },
  { kind: 'defocus', truth: [] },
  { kind: 'jpeg', truth: [] },
]

/** Yields a folder's photographs unchanged, and degraded as `dfpir degrade` does, for each seed. */
export async function* testPictures(folder: string, seeds: readonly number[]): AsyncGenerator<KnownPicture> {
  for (const file of await listImages(folder)) {
    const clean = await readPicture(join(folder, file))
    yield { picture: clean, kind: 'clean', truth: [] }
    yield { picture: await asJpeg(clean, 60), kind: 'clean, JPEG of quality 60', truth: [] }
    yield { picture: await resized(clean, 0.6), kind: 'clean, 0.6 times the size', truth: [] }
    yield { picture: await resized(clean, 1.3), kind: 'clean, 1.3 times the size', truth: [] }
    for (const seed of seeds) for (const one of degraded) yield degrade(clean, basename(file), seed, one)
  }
}

/** Yields real photographs with known damage. */
export async function* realPictures(folder: string, truth: readonly Task[]): AsyncGenerator<KnownPicture> {
  for (const file of await listImages(folder)) {
    yield { picture: await readPicture(join(folder, file)), kind: folder, truth }
  }
}

async function degrade(
  clean: RgbPicture,
  name: string,
  seed: number,
  { kind: kindName, truth, given = {}, quality }: (typeof degraded)[number],
): Promise<KnownPicture> {
  const { picture, parameters } = degradedCopy(clean, kindNamed(kindName), { seed, name, given })
  const label = [kindName, ...Object.values(given), ...(quality ? [`JPEG ${quality}`] : [])].join(' ')
  return { picture: quality ? await asJpeg(picture, quality) : picture, kind: label, truth, sigma: parameters.sigma }
}
