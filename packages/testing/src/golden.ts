import { fileURLToPath } from 'node:url'

/** Returns the path of a golden file, named relative to `golden/`, such as `dgpb/forward.safetensors`. */
export function goldenPath(name: string): string {
  return fileURLToPath(new URL(`../golden/${name}`, import.meta.url))
}
