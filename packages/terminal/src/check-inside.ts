import { realpathSync } from 'node:fs'
import { dirname, relative, resolve, sep } from 'node:path'
import { UsageError } from '@dfpir/core'

/**
 * Checks that an output file will really be inside a folder, even if some of its parent folders do not exist yet.
 *
 * @throws UsageError if a link in the folder leads outside
 */
export function checkInside(folder: string, file: string): void {
  const root = realPlace(folder)
  const place = realPlace(dirname(file))
  if (place === root || place.startsWith(root.endsWith(sep) ? root : root + sep)) return
  throw new UsageError(`${file} would be outside ${folder}: a link leads to ${place}`, {
    hint: `Select that folder with -o, or remove the link ${relative('', dirname(file))}.`,
  })
}

/** The real path, with links resolved as far as folders exist. */
function realPlace(path: string): string {
  const absolute = resolve(path)
  try {
    return realpathSync(absolute)
  } catch {
    const parent = dirname(absolute)
    return parent === absolute ? absolute : resolve(realPlace(parent), relative(parent, absolute))
  }
}
