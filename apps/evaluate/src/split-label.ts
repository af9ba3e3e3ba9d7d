import { existsSync } from 'node:fs'

/** Splits a `--model` value into label and location, given as `label=location` or just the location. An existing path has no label. */
export function splitLabel(given: string): { label?: string; location: string } {
  const [, label, location] = (!existsSync(given) && /^([^=]+)=(.+)$/.exec(given)) || []
  return location === undefined ? { location: given } : { label, location }
}
