import { addRenderedRain } from '@dfpir/degradations'
import type { CleanFolder } from './clean-folder.js'
import type { PictureCache } from './picture-cache.js'
import type { PatchDegradation } from './training-source.js'

/** Rain of one to three rendered layers ({@link addRenderedRain}), which each patch draws from a folder. */
export function streakRain(layers: CleanFolder, cache: PictureCache): PatchDegradation {
  return {
    name: 'derain',
    async apply(patch, random) {
      const count = random.pick([1, 1, 1, 1, 2, 2, 3])
      const chosen = Array.from({ length: count }, () => layers.path(random.integer(layers.names.length)))
      return addRenderedRain(patch, await Promise.all(chosen.map(path => cache.grey(path))), random)
    },
  }
}
