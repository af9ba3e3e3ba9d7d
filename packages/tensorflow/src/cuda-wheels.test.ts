import { libraryDownload } from '@dfpir/wheels'
import { cudaWheels } from './cuda-wheels.js'
import { libtensorflow, libtensorflowCuda } from './libtensorflow.js'

/** The extra `and-cuda` in the metadata of TensorFlow 2.21.0: from this version up to the next major one. */
const extra: Readonly<Record<string, string>> = {
  'nvidia-cublas-cu12': '12.5.3.2',
  'nvidia-cuda-cupti-cu12': '12.5.82',
  'nvidia-cuda-nvcc-cu12': '12.5.82',
  'nvidia-cuda-nvrtc-cu12': '12.5.82',
  'nvidia-cuda-runtime-cu12': '12.5.82',
  'nvidia-cudnn-cu12': '9.3.0.75',
  'nvidia-cufft-cu12': '11.2.3.61',
  'nvidia-curand-cu12': '10.3.6.82',
  'nvidia-cusolver-cu12': '11.6.3.83',
  'nvidia-cusparse-cu12': '12.5.1.3',
  'nvidia-nccl-cu12': '2.27.7',
  'nvidia-nvjitlink-cu12': '12.5.82',
}

test('the wheels are those of the extra, without cuRAND, in versions that it allows', () => {
  const named = Object.keys(extra).filter(name => name !== 'nvidia-curand-cu12')
  expect(cudaWheels.map(wheel => wheel.package).sort()).toEqual(named)
  for (const { package: name, version } of cudaWheels) {
    expect(version.split('.')[0]).toBe(extra[name].split('.')[0])
    expect(version.localeCompare(extra[name], 'en', { numeric: true })).toBeGreaterThanOrEqual(0)
  }
})

test('each is pinned, and its files go where it has them: beside tensorflow/, under nvidia/', () => {
  for (const { bytes, sha256, files, folder, place } of cudaWheels) {
    expect(sha256).toMatch(/^[0-9a-f]{64}$/)
    expect(bytes).toBeGreaterThan(1e6)
    expect(place).toBe(folder)
    for (const { name } of files)
      expect(name).toMatch(/^(lib\/lib[\w-]+\.so\.[\d.]+|bin\/ptxas|nvvm\/libdevice\/.*\.bc)$/)
  }
  expect(new Set(cudaWheels.map(({ sha256 }) => sha256)).size).toBe(cudaWheels.length)
})

const linux = process.platform === 'linux' && process.arch === 'x64' ? test : test.skip

linux('what it costs counts every wheel', () => {
  expect(libraryDownload(libtensorflow)).toMatchObject({ wheels: 1, downloadBytes: 274_000_871 })
  expect(libraryDownload(libtensorflowCuda)).toMatchObject({
    ...{ package: 'tensorflow', wheels: 12, downloadBytes: 3_272_789_234 },
    ...{ installedBytes: 4_930_115_921, neededBytes: 4_967_445_267 },
  })
})
