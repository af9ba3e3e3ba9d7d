import { basename, resolve } from 'node:path'
import type { CleanLayout } from './layout.js'

/** Clean photographs in a folder and its subfolders. */
export const flat: CleanLayout = {
  name: 'flat',
  kind: 'clean',
  title: 'clean photographs',
  tree: 'ROOT/**/NAME.png',
}

/** The complete sets of clean photographs for training and evaluating denoising. */
export const cleanSets: readonly CleanLayout[] = [
  cleanSet('bsd400', 'BSD400', 400),
  cleanSet('wed', 'Waterloo Exploration Database', 4744),
  cleanSet('cbsd68', 'CBSD68', 68),
  cleanSet('urban100', 'Urban100', 100),
  cleanSet('kodak24', 'Kodak24', 24),
]

/** The complete set that a folder is named after, if any. */
export function cleanSetOf(folder: string): CleanLayout | undefined {
  const name = basename(resolve(folder)).toLowerCase()
  return cleanSets.find(set => set.name === name)
}

function cleanSet(name: string, title: string, count: number): CleanLayout {
  return { ...flat, name, title: `${title}: ${count} clean photographs`, count }
}
