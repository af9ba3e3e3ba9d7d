import { loadOpenvino } from '@dfpir/openvino'
import { libtensorflow, libtensorflowCuda, loadTensorflow } from '@dfpir/tensorflow'
import { createDoctorCommand } from './doctor-command.js'
import { announcement, createSetupCommand } from './setup-command.js'

beforeAll(async () => {
  await Promise.all([loadOpenvino(), loadTensorflow()])
})

async function lastLine(create: typeof createSetupCommand, ...args: string[]): Promise<string> {
  let line = ''
  const log = jest.spyOn(console, 'log').mockImplementation(text => {
    line = String(text)
  })
  await create().parseAsync(args, { from: 'user' })
  log.mockRestore()
  return line
}

test('a libtensorflow that is there is loaded and named, not fetched again', async () => {
  const { installation, version } = await loadTensorflow()
  const build = installation.variant === 'cuda' ? '--cuda' : '--cpu'
  expect(await lastLine(createSetupCommand, 'tensorflow', build)).toMatch(
    new RegExp(`^libtensorflow.* ${version} is already installed: ${installation.path}$`),
  )
  expect(JSON.parse(await lastLine(createSetupCommand, 'tensorflow', build, '--json'))).toMatchObject({
    ...{ version, path: installation.path, installed: false },
    devices: expect.arrayContaining(['CPU 0']),
  })
})

test('the doctor shows its version and devices', async () => {
  const { version, installation } = await loadTensorflow()
  const report = JSON.parse(await lastLine(createDoctorCommand, '--json'))
  expect(report.tensorflow).toMatchObject({ found: true, version, path: installation.path })
  expect(await lastLine(createDoctorCommand)).toMatch(/libtensorflow +.*loads, with CPU 0/)
})

test('the eager backend is built once, loaded and named', async () => {
  await lastLine(createSetupCommand, 'eager')
  const { version } = await loadTensorflow()
  const result = JSON.parse(await lastLine(createSetupCommand, 'eager', '--json'))
  expect(result).toMatchObject({ version, path: expect.stringMatching(/tfjs_binding\.node$/) })
  expect(JSON.parse(await lastLine(createDoctorCommand, '--json')).eager).toMatchObject({ path: result.path })
}, 300_000)

test('the same holds for OpenVINO, whose processor is named with what it computes in', async () => {
  const { installation, version } = await loadOpenvino()
  expect(await lastLine(createSetupCommand, 'openvino')).toBe(
    `OpenVINO ${version} is already installed: ${installation.path}`,
  )
  const report = JSON.parse(await lastLine(createDoctorCommand, '--json'))
  expect(report.openvino).toMatchObject({ found: true, version, path: installation.path })
  expect(report.openvino.devices).toEqual([expect.stringMatching(/ \((.*, )?FP32.*\)$/)])
})

test('the choice of a build is for tensorflow only, and one at a time', async () => {
  await expect(lastLine(createSetupCommand, 'openvino', '--cuda')).rejects.toMatchObject({ name: 'UsageError' })
  await expect(lastLine(createSetupCommand, 'eager', '--cpu')).rejects.toMatchObject({ name: 'UsageError' })
})

const linux = process.platform === 'linux' && process.arch === 'x64' ? test : test.skip

linux('before gigabytes are fetched it is said how many, why, and what the alternative is', () => {
  const cost = 'fetching tensorflow 2.21.0 and 11 wheels beside it through pip: 3273 MB to download, 4931 MB on disk'
  expect(announcement(libtensorflowCuda, libtensorflowCuda)).toBe(cost)
  expect(announcement(libtensorflowCuda)).toBe(
    `${cost}\nbecause this machine has an NVIDIA card; --cpu installs the CPU-only build (275 MB)`,
  )
  expect(announcement(libtensorflow)).toBe(
    'fetching tensorflow-cpu 2.21.0 through pip: 275 MB to download, 854 MB on disk',
  )
})
