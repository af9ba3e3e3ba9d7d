import { join } from 'node:path'
import { listImages } from '@dfpir/datasets'
import { settings } from './settings.js'

/** The photographs of a folder: those that are learnt from, and those that are held out. */
export async function dividePhotographs(folder: string): Promise<{ training: string[]; heldOut: string[] }> {
  const paths = (await listImages(folder)).map(name => join(folder, name))
  const isHeldOut = (_: string, i: number) => i % settings.heldOutEvery === 0
  return { training: paths.filter((path, i) => !isHeldOut(path, i)), heldOut: paths.filter(isHeldOut) }
}
