import { join } from 'node:path'
import { DataError } from '@dfpir/core'
import { writeFileAtomic } from '@dfpir/core/node'
import { writeFigure } from '@dfpir/figures'
import { drawStudy } from './draw-study.js'
import { formatStudy } from './format-study.js'
import type { Study } from './read-study.js'

/**
 * Writes the page of a study, `README.md`, and its figures into a folder.
 *
 * @returns the path of the page
 * @throws DataError if no trial has finished
 */
export async function writeStudy(study: Study, folder: string): Promise<string> {
  if (!study.variants.some(({ scores }) => scores)) {
    throw new DataError(`no trial of the study in ${study.sweep.output} has finished`)
  }
  const figures = drawStudy(study)
  for (const [name, figure] of figures) await writeFigure(join(folder, name), figure)
  const page = join(folder, 'README.md')
  await writeFileAtomic(page, formatStudy(study, [...figures.keys()]))
  return page
}
