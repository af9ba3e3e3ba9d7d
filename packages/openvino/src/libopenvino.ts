import type { LibrarySource, Wheel } from '@dfpir/wheels'

const version = '2026.4.0'
const common = { package: 'openvino', version, build: '22959', folder: 'openvino/libs' }

// The C library, the libraries that it loads to read ONNX files and stored models, and the plugin for processors. Names,
// sizes and SHA-256 sums are those of PyPI.
const linuxX64: Wheel = {
  ...common,
  tag: 'manylinux_2_28_x86_64',
  bytes: 59_130_214,
  sha256: '75245768f656afffd49078cee55b50b9501bb6778798aec3cc30e5613a86e370',
  files: [
    { name: 'libopenvino_c.so.2640', bytes: 377_505 },
    { name: 'libopenvino.so.2640', bytes: 20_514_649 },
    { name: 'libopenvino_onnx_frontend.so.2640', bytes: 6_810_865 },
    { name: 'libopenvino_ir_frontend.so.2640', bytes: 640_313 },
    { name: 'libopenvino_intel_cpu_plugin.so', bytes: 63_691_929 },
    { name: 'libtbb.so.12', bytes: 369_313 },
  ],
}
const linuxArm64: Wheel = {
  ...common,
  tag: 'manylinux_2_35_aarch64',
  bytes: 30_292_605,
  sha256: 'cf2e8b12fd08588a69b11a8d2fe48c4373fb96eec28564dfc4754062c3f90439',
  files: [
    { name: 'libopenvino_c.so.2640', bytes: 356_801 },
    { name: 'libopenvino.so.2640', bytes: 17_070_337 },
    { name: 'libopenvino_onnx_frontend.so.2640', bytes: 5_845_065 },
    { name: 'libopenvino_ir_frontend.so.2640', bytes: 554_009 },
    { name: 'libopenvino_arm_cpu_plugin.so', bytes: 44_571_169 },
    { name: 'libtbb.so.12', bytes: 274_601 },
  ],
}
const darwinArm64: Wheel = {
  ...common,
  tag: 'macosx_11_0_arm64',
  bytes: 33_344_189,
  sha256: '171b876d1e732b2cf1c6a47d48dc6065fe7a36abe3d2a0035c8d3be36c0d67a1',
  files: [
    { name: 'libopenvino_c.2640.dylib', bytes: 422_352 },
    { name: 'libopenvino.2640.dylib', bytes: 27_095_968 },
    { name: 'libopenvino_onnx_frontend.2640.dylib', bytes: 10_060_464 },
    { name: 'libopenvino_ir_frontend.2640.dylib', bytes: 705_104 },
    { name: 'libopenvino_arm_cpu_plugin.so', bytes: 70_403_392 },
    { name: 'libtbb.12.dylib', bytes: 354_496 },
  ],
}

/** Where OpenVINO's libraries come from: for `findLibrary`, `installLibrary` and `libraryDownload` of `@dfpir/wheels`. */
export const libopenvino: LibrarySource = {
  ...{ name: 'OpenVINO', folder: 'openvino', version },
  wheels: { 'linux-x64': linuxX64, 'linux-arm64': linuxArm64, 'darwin-arm64': darwinArm64 },
  libraries: ['libopenvino_c'],
  ...{ variable: 'DFPIR_OPENVINO', setup: 'dfpir setup openvino' },
}
