import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writePicture } from '@dfpir/images'

/** Creates a folder with computed photographs `0.png`, `1.png`, … of 24×16 pixels. */
export async function photographs(count: number): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'dfpir-photographs-'))
  for (let index = 0; index < count; index++) {
    const data = Uint8Array.from({ length: 24 * 16 * 3 }, (_, i) => (i * (index + 3)) % 251)
    await writePicture(join(folder, `${index}.png`), { width: 24, height: 16, channels: 3, depth: 8, data })
  }
  return folder
}
