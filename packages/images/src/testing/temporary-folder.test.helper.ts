import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Gives the tests of a file a folder for temporary files of their own. */
export function useTemporaryFolder() {
  const usual = process.env.TMPDIR
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dfpir-images-'))
    process.env.TMPDIR = folder
  })
  afterAll(async () => {
    if (usual === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = usual
    await rm(folder, { recursive: true })
  })
  return { path: (name: string) => join(folder, name), entries: () => readdir(folder) }
}
