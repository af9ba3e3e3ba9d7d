import type { LibrarySource, Wheel } from '@dfpir/wheels'
import { cudaWheels } from './cuda-wheels.js'
import { headers } from './headers.js'

const version = '2.21.0'

// Names, sizes and SHA-256 sums are those of PyPI. On platforms without `tensorflow-cpu`, `tensorflow` has no CUDA.
const linuxX64: Wheel = {
  ...{ package: 'tensorflow-cpu', version, folder: 'tensorflow', tag: 'manylinux_2_27_x86_64' },
  bytes: 274_000_871,
  sha256: 'dcc8afd32930e42d5296b6ee19078b773706830af4ea97fbe503b9f5e0f820cb',
  files: [
    { name: 'libtensorflow_framework.so.2', bytes: 65_222_328 },
    { name: 'libtensorflow_cc.so.2', bytes: 788_086_608 },
  ],
  headers,
}
const linuxArm64: Wheel = {
  ...{ package: 'tensorflow', version, folder: 'tensorflow', tag: 'manylinux_2_27_aarch64' },
  bytes: 281_946_471,
  sha256: 'b07d15737406533898e36c7ef7944b1be18e9028dc521b9229952c537bbc5552',
  files: [
    { name: 'libtensorflow_framework.so.2', bytes: 68_176_664 },
    { name: 'libtensorflow_cc.so.2', bytes: 814_885_544 },
  ],
  headers,
}
const darwinArm64: Wheel = {
  ...{ package: 'tensorflow', version, folder: 'tensorflow', tag: 'macosx_12_0_arm64' },
  bytes: 223_488_205,
  sha256: '56ecd7d47429acbe1df2694d50b75bf9fc3995ac92cb367cd9af6c4780ead712',
  files: [
    { name: 'libtensorflow_framework.2.dylib', bytes: 49_452_976 },
    { name: 'libtensorflow_cc.2.dylib', bytes: 691_352_648 },
  ],
  headers,
}

const linuxX64Cuda: Wheel = {
  ...{ package: 'tensorflow', version, folder: 'tensorflow', place: 'tensorflow', tag: 'manylinux_2_27_x86_64' },
  bytes: 572_611_111,
  sha256: 'b3b95643c4e70eb925839938fb35cbe142f317ec84af6844ee61513713bb13c0',
  files: [
    { name: 'libtensorflow_framework.so.2', bytes: 162_648_808 },
    { name: 'libtensorflow_cc.so.2', bytes: 1_096_372_272 },
  ],
  headers,
  beside: cudaWheels,
}

/** Where libtensorflow comes from: for `findLibrary`, `installLibrary` and `libraryDownload` of `@dfpir/wheels`. */
export const libtensorflow: LibrarySource = {
  ...{ name: 'libtensorflow', folder: 'libtensorflow', version },
  wheels: { 'linux-x64': linuxX64, 'linux-arm64': linuxArm64, 'darwin-arm64': darwinArm64 },
  libraries: ['libtensorflow_framework', 'libtensorflow_cc'],
  ...{ variable: 'DFPIR_LIBTENSORFLOW', setup: 'dfpir setup tensorflow' },
}

/** The build for NVIDIA cards, with the CUDA libraries that its run path expects beside it. */
export const libtensorflowCuda: LibrarySource = {
  ...libtensorflow,
  ...{ name: 'libtensorflow for CUDA', variant: 'cuda', setup: 'dfpir setup tensorflow --cuda' },
  wheels: { 'linux-x64': linuxX64Cuda },
}
