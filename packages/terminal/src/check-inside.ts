import { realpathSync } from 'node:fs'
import { dirname, relative, resolve, sep } from 'node:path'
import { UsageError } from '@dfpir/core'

/**
 * Makes sure that a file to be written in a folder, or in folders of it that are yet to be made, really lies there.
 *
 * @throws UsageError when a link in the folder leads out of it.
 */
export function checkInside(folder: string, file: string): void {
  const root = realPlace(folder)
  const place = realPlace(dirname(file))
  if (place === root || place.startsWith(root.endsWith(sep) ? root : root + sep)) return
  throw new UsageError(`${file} would lie outside of ${folder}: a link leads to ${place}`, {
    hint: `Name that folder with -o, or remove the link ${relative('', dirname(file))}.`,
  })
}

/** The real path, links resolved as far as folders exist. */
function realPlace(path: string): string {
  const absolute = resolve(path)
  try {
    return realpathSync(absolute)
  } catch {
    const parent = dirname(absolute)
    return parent === absolute ? absolute : resolve(realPlace(parent), relative(parent, absolute))
  }
}
