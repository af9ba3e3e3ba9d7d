import { formatDoctorReport } from './format-report.js'
import { isSupportedNode } from './inspect-machine.js'
import { findProblems } from './problems.js'
import type { DoctorReport } from './report.js'

const whole: DoctorReport = {
  node: { version: '22.1.0', supported: true },
  platform: { os: 'linux', release: '6.1', arch: 'x64' },
  cpu: { model: 'Processor', threads: 4, bf16: 'none' },
  memory: { totalBytes: 16e9, freeBytes: 8e9 },
  engines: [
    { name: 'tensorflow', precisions: ['f32', 'bf16'], found: true, version: '2.21.0', detail: '/cache' },
    { name: 'onnxruntime', precisions: ['f32'], found: true, version: '1.30.0' },
  ],
  openvino: { found: true, version: '2026.4.0', path: '/cache', source: 'cache', devices: ['Processor (FP32)'] },
  tensorflow: { found: true, version: '2.21.0', path: '/cache', source: 'cache', devices: ['CPU 0'] },
  eager: { tfjsNode: '4.22.0', path: '/cache/eager/tfjs_binding.node' },
  python: { command: 'python3', version: '3.12.1', pip: '24.0' },
  gpus: [],
  cache: { path: '/cache', bytes: 9e8, freeBytes: 5e9, writable: true },
}
const absent = {
  found: false,
  download: {
    ...{ package: 'tensorflow-cpu', version: '2.21.0', wheels: 1 },
    ...{ downloadBytes: 1e8, installedBytes: 2e8, neededBytes: 3e8 },
  },
}
const gpus = ['NVIDIA H100, 80 GB']

test('a whole machine has no problems', () => {
  expect(findProblems(whole)).toEqual([])
  expect(formatDoctorReport(whole, [])).toMatch(
    /tensorflow +2\.21\.0 \(f32, bf16\), \/cache\n(.*\n)*Nothing is missing\.$/,
  )
})

test('a machine without the eager backend has no problem, but is told how to get it', () => {
  const row = (eager: DoctorReport['eager']) =>
    formatDoctorReport({ ...whole, eager }, []).match(/^eager backend +(.*)$/m)?.[1]
  expect(row(whole.eager)).toBe('tfjs-node 4.22.0, /cache/eager/tfjs_binding.node')
  expect(row({ tfjsNode: '4.22.0' })).toMatch(/^not built \(dfpir setup eager/)
  expect(row({})).toBe('not installed')
})

test.each([
  ['an old Node', { node: { version: '18.0.0', supported: false } }, /^Node 18.0.0 is older than/, true],
  ['no engine', { engines: [] }, /^no engine was found/, true],
  ['a library that does not load', { tensorflow: { found: true, error: 'cannot load' } }, /^cannot load$/, true],
  ['a platform without one', { tensorflow: { found: false, error: 'not for win32' } }, /^not for win32$/, false],
  ['no library', { tensorflow: absent }, /^libtensorflow is not installed: training is impossible$/, false],
  ['no OpenVINO', { openvino: absent }, /^OpenVINO is not installed: restoring is slower/, false],
  ['no library and no Python', { tensorflow: absent, python: null }, /^no Python 3 was found/, false],
  [
    'no library and no pip',
    { tensorflow: absent, python: { command: 'python3', version: '3.9.2', pip: undefined } },
    /^python3 3.9.2 has no pip/,
    false,
  ],
  [
    'no library and no room for it',
    { tensorflow: absent, cache: { ...whole.cache, freeBytes: 1e6 } },
    /needs 300 MB of free disk space, found 1 MB$/,
    false,
  ],
  ['an unused graphics card', { gpus }, /does not see the graphics card/, false],
  ['a read-only cache', { cache: { ...whole.cache, writable: false } }, /\/cache is not writable/, false],
])('%s is reported', (_, change: Partial<DoctorReport>, what, required) => {
  const problems = findProblems({ ...whole, ...change })
  expect(problems).toContainEqual({ what: expect.stringMatching(what), remedy: expect.stringMatching(/\w/), required })
  expect(problems.some(problem => problem.required)).toBe(required)
  const text = formatDoctorReport({ ...whole, ...change }, problems)
  for (const problem of problems) expect(text).toContain(`${problem.what}\n  ${problem.remedy}`)
})

test.each([
  [
    'the one for CUDA is suggested, with its size',
    { ...whole.tensorflow, download: absent.download },
    'run: dfpir setup tensorflow (downloads 100 MB, takes 200 MB on disk)',
  ],
  [
    'where there is none for CUDA, that is said',
    whole.tensorflow,
    'there is no libtensorflow with CUDA for this platform',
  ],
  ['one that was built for CUDA may lack a driver', { ...whole.tensorflow, variant: 'cuda' }, "update NVIDIA's driver"],
  [
    'one of the user’s own stands in the way',
    { ...whole.tensorflow, source: 'environment' as const },
    'unset DFPIR_LIBTENSORFLOW and run: dfpir setup tensorflow',
  ],
])('of a card that libtensorflow does not see: %s', (_, tensorflow: DoctorReport['tensorflow'], remedy) => {
  const problems = findProblems({ ...whole, gpus, tensorflow })
  const what = 'libtensorflow does not see the graphics card'
  expect(problems).toEqual([{ what, remedy: expect.stringContaining(remedy), required: false }])
})

test('a card that libtensorflow uses is no problem, and the build is named', () => {
  const tensorflow = { ...whole.tensorflow, variant: 'cuda', devices: ['CPU 0', 'GPU 0'] }
  expect(findProblems({ ...whole, gpus, tensorflow })).toEqual([])
  expect(formatDoctorReport({ ...whole, gpus, tensorflow }, [])).toMatch(
    /^libtensorflow +built for CUDA, loads, with CPU 0, GPU 0$/m,
  )
})

test.each([
  ['20.19.0', true],
  ['20.18.3', false],
  ['18.20.0', false],
  ['22.0.0', true],
  ['24.3.1', true],
])('Node %s supported: %p', (version, supported) => {
  expect(isSupportedNode(version)).toBe(supported)
})
