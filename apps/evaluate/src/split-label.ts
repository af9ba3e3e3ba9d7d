import { existsSync } from 'node:fs'

/** A `--model` as it is given: `label=location`, or the location alone. A path that exists as it stands has no label. */
export function splitLabel(given: string): { label?: string; location: string } {
  const [, label, location] = (!existsSync(given) && /^([^=]+)=(.+)$/.exec(given)) || []
  return location === undefined ? { location: given } : { label, location }
}
