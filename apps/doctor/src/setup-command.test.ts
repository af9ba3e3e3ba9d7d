import { loadOpenvino } from '@dfpir/openvino'
import { loadTensorflow } from '@dfpir/tensorflow'
import { createDoctorCommand } from './doctor-command.js'
import { createSetupCommand } from './setup-command.js'

beforeAll(async () => {
  await Promise.all([loadOpenvino(), loadTensorflow()])
}, 600_000)

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
  expect(await lastLine(createSetupCommand, 'tensorflow')).toBe(
    `libtensorflow ${version} is already there: ${installation.path}`,
  )
  expect(JSON.parse(await lastLine(createSetupCommand, 'tensorflow', '--json'))).toMatchObject({
    ...{ version, path: installation.path, installed: false },
    devices: expect.arrayContaining(['CPU 0']),
  })
})

test('the doctor shows its version and devices', async () => {
  const { version, installation } = await loadTensorflow()
  const report = JSON.parse(await lastLine(createDoctorCommand, '--json'))
  expect(report.tensorflow).toMatchObject({ found: true, version, path: installation.path })
  expect(await lastLine(createDoctorCommand)).toMatch(/libtensorflow +loads, with CPU 0/)
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
    `OpenVINO ${version} is already there: ${installation.path}`,
  )
  const report = JSON.parse(await lastLine(createDoctorCommand, '--json'))
  expect(report.openvino).toMatchObject({ found: true, version, path: installation.path })
  expect(report.openvino.devices).toEqual([expect.stringMatching(/ \((.*, )?FP32.*\)$/)])
})
