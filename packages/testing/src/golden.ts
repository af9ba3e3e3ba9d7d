import { fileURLToPath } from 'node:url'

/** The path of a golden file, named below `golden/`, such as `dgpb/forward.safetensors`. */
export function goldenPath(name: string): string {
  return fileURLToPath(new URL(`../golden/${name}`, import.meta.url))
}
