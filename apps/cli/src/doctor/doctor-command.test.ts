import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDoctorCommand } from './doctor-command.js'
import { createSetupCommand } from './setup-command.js'

const { DFPIR_CACHE, DFPIR_LIBTENSORFLOW } = process.env
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dfpir-doctor-'))
})

afterEach(async () => {
  restoreVariable('DFPIR_CACHE', DFPIR_CACHE)
  restoreVariable('DFPIR_LIBTENSORFLOW', DFPIR_LIBTENSORFLOW)
  await rm(folder, { recursive: true })
})

function restoreVariable(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name]
  else process.env[name] = value
}

/** What a command prints on stdout, and what it throws. */
async function run(
  create: typeof createDoctorCommand,
  ...args: string[]
): Promise<{ lines: string[]; error: unknown }> {
  const lines: string[] = []
  const log = jest.spyOn(console, 'log').mockImplementation(text => lines.push(...String(text).split('\n')))
  const error = await create()
    .exitOverride()
    .configureOutput({ writeErr: () => undefined })
    .parseAsync(args, { from: 'user' })
    .then(() => undefined)
    .catch((thrown: unknown) => thrown)
  log.mockRestore()
  return { lines, error }
}

test('a machine without libtensorflow is told what brings it, and nothing has failed', async () => {
  delete process.env.DFPIR_LIBTENSORFLOW
  process.env.DFPIR_CACHE = folder
  await writeFile(join(folder, 'something'), new Uint8Array(1000))
  const { lines, error } = await run(createDoctorCommand, '--json')
  expect(error).toBeUndefined()
  expect(lines).toHaveLength(1)
  const report = JSON.parse(lines[0])
  expect(report).toMatchObject({
    node: { version: process.versions.node, supported: true },
    tensorflow: { found: false },
    cache: { path: folder, bytes: 1000, writable: true },
  })
  expect(report.engines).toContainEqual(expect.objectContaining({ name: 'tensorflow', found: false }))
  expect(report.engines).toContainEqual(expect.objectContaining({ name: 'onnxruntime', found: true }))
  expect(report.problems).toContainEqual({
    what: expect.stringContaining('libtensorflow is not installed'),
    remedy: expect.stringMatching(/^run: dfpir setup tensorflow \(downloads \d+ MB, takes \d+ MB on disk\)$/),
    required: false,
  })
})

test('a DFPIR_OPENVINO without the library is a failure as well', async () => {
  process.env.DFPIR_OPENVINO = folder
  try {
    const { error } = await run(createDoctorCommand)
    expect(error).toMatchObject({ message: `DFPIR_OPENVINO is ${folder}, which has no libopenvino_c` })
  } finally {
    delete process.env.DFPIR_OPENVINO
  }
})

test('a DFPIR_LIBTENSORFLOW without the library is a failure, after the whole report', async () => {
  process.env.DFPIR_LIBTENSORFLOW = folder
  const { lines, error } = await run(createDoctorCommand)
  expect(lines[0]).toMatch(/^Node +\d+\./)
  expect(lines.some(line => line.startsWith(`broken: DFPIR_LIBTENSORFLOW is ${folder}`))).toBe(true)
  expect(error).toMatchObject({ name: 'EnvironmentError', hint: expect.stringContaining('unpacked wheel') })
})

test('setup knows what it can fetch, and refuses a broken DFPIR_LIBTENSORFLOW', async () => {
  expect((await run(createSetupCommand, 'pytorch')).error).toMatchObject({ code: 'commander.invalidArgument' })
  expect((await run(createSetupCommand)).error).toMatchObject({ code: 'commander.missingArgument' })
  process.env.DFPIR_LIBTENSORFLOW = folder
  expect((await run(createSetupCommand, 'tensorflow')).error).toMatchObject({ name: 'EnvironmentError' })
})
