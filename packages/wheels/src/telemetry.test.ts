import { disableOnnxruntimeTelemetry } from './telemetry.js'

const variable = 'ORT_DISABLE_TELEMETRY'

test.each([
  [undefined, '1'],
  ['0', '0'],
])('where the user has set %s it is %s', async (set, expected) => {
  if (set === undefined) delete process.env[variable]
  else process.env[variable] = set
  await disableOnnxruntimeTelemetry()
  expect(process.env[variable]).toBe(expected)
})
