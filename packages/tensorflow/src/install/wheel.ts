import { EnvironmentError } from '@dfpir/core'

/** The TensorFlow release that this package installs. */
export const tensorflowVersion = '2.21.0'

/** An official wheel on PyPI and the two libraries inside it that are wanted. Sizes in bytes. */
export interface Wheel {
  /** `tensorflow-cpu`, or `tensorflow` where PyPI has no CPU-only wheel. */
  readonly package: 'tensorflow-cpu' | 'tensorflow'
  readonly version: string
  /** The platform tag that pip is asked for. */
  readonly tag: string
  readonly file: string
  readonly bytes: number
  readonly sha256: string
  readonly libraries: readonly WheelLibrary[]
}

export interface WheelLibrary {
  readonly name: string
  readonly bytes: number
}

/** The names of libtensorflow's two files, in the order in which they must be loaded. */
export function libraryNames(platform: NodeJS.Platform = process.platform): readonly [framework: string, main: string] {
  if (platform === 'darwin') return ['libtensorflow_framework.2.dylib', 'libtensorflow_cc.2.dylib']
  return ['libtensorflow_framework.so.2', 'libtensorflow_cc.so.2']
}

// Names, sizes and SHA-256 sums as PyPI lists them.
const wheels: Readonly<Record<string, Wheel>> = {
  'linux-x64': wheel('tensorflow-cpu', 'manylinux_2_27_x86_64', 274_000_871, [65_222_328, 788_086_608], {
    platform: 'linux',
    sha256: 'dcc8afd32930e42d5296b6ee19078b773706830af4ea97fbe503b9f5e0f820cb',
  }),
  'linux-arm64': wheel('tensorflow', 'manylinux_2_27_aarch64', 281_946_471, [68_176_664, 814_885_544], {
    platform: 'linux',
    sha256: 'b07d15737406533898e36c7ef7944b1be18e9028dc521b9229952c537bbc5552',
  }),
  'darwin-arm64': wheel('tensorflow', 'macosx_12_0_arm64', 223_488_205, [49_452_976, 691_352_648], {
    platform: 'darwin',
    sha256: '56ecd7d47429acbe1df2694d50b75bf9fc3995ac92cb367cd9af6c4780ead712',
  }),
}

/**
 * The wheel for a platform and processor.
 *
 * @throws EnvironmentError when there is none: Intel Macs, Windows, Linux without glibc 2.27.
 */
export function wheelFor(platform = process.platform, arch: string = process.arch, glibc = glibcVersion()): Wheel {
  const found = wheels[`${platform}-${arch}`]
  if (!found) throw unsupported(`this is ${platform}-${arch}, it is for ${Object.keys(wheels).join(', ')}`)
  if (platform === 'linux' && !glibcSuffices(glibc)) {
    throw unsupported(`it needs glibc 2.27, this system has ${glibc ? `glibc ${glibc}` : 'another C library'}`)
  }
  return found
}

function unsupported(what: string): EnvironmentError {
  return new EnvironmentError(`TensorFlow ${tensorflowVersion} cannot be installed here: ${what}`, {
    hint: 'Use the onnxruntime engine, or set DFPIR_LIBTENSORFLOW to a folder with a libtensorflow built for this machine.',
  })
}

function wheel(
  name: Wheel['package'],
  tag: string,
  bytes: number,
  libraryBytes: readonly number[],
  { platform, sha256 }: { platform: NodeJS.Platform; sha256: string },
): Wheel {
  const file = `${name.replace('-', '_')}-${tensorflowVersion}-cp312-cp312-${tag}.whl`
  const libraries = libraryNames(platform).map((library, index) => ({ name: library, bytes: libraryBytes[index] }))
  return { package: name, version: tensorflowVersion, tag, file, bytes, sha256, libraries }
}

function glibcSuffices(version: string): boolean {
  const [major, minor = 0] = version.split('.').map(Number)
  return major > 2 || (major === 2 && minor >= 27)
}

/** The version of the running glibc; empty on other C libraries. */
function glibcVersion(): string {
  const report: unknown = process.report?.getReport()
  if (typeof report !== 'object' || report === null || !('header' in report)) return ''
  const { header } = report
  if (typeof header !== 'object' || header === null || !('glibcVersionRuntime' in header)) return ''
  return typeof header.glibcVersionRuntime === 'string' ? header.glibcVersionRuntime : ''
}
