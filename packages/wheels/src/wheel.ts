import { EnvironmentError } from '@dfpir/core'

/** A native library that official wheels carry. */
export interface LibrarySource {
  /** What messages call it, such as `libtensorflow`. */
  readonly name: string
  /** Its folder in the per-user cache. */
  readonly folder: string
  readonly version: string
  /** What tells this build from others of the same version, such as `cuda`; installations of each lie side by side. */
  readonly variant?: string
  /** The wheels by `platform-arch`, such as `linux-x64`. */
  readonly wheels: Readonly<Record<string, Wheel>>
  /** The files to load, in this order, without what follows the first dot: `libtensorflow_cc`. */
  readonly libraries: readonly string[]
  /** The environment variable that names a folder with the libraries. */
  readonly variable: string
  /** The command that fetches it. */
  readonly setup: string
}

/** An official wheel on PyPI and the files inside it that are wanted. Sizes in bytes. */
export interface Wheel {
  readonly package: string
  readonly version: string
  /** The wheel's build number, where its file name has one. */
  readonly build?: string
  /**
   * The tag of Python and its ABI in the file name, such as `py3-none`.
   *
   * @default that of {@link pythonVersion}
   */
  readonly python?: string
  /** The platform tag, or several joined by dots, as in the file name. */
  readonly tag: string
  readonly bytes: number
  readonly sha256: string
  /** The folder of the wheel that holds the files, such as `openvino/libs`. */
  readonly folder: string
  /**
   * The folder of the installation that the files go to.
   *
   * @default the installation's own
   */
  readonly place?: string
  readonly files: readonly WheelFile[]
  /** Headers for compiling against the libraries, in the same folder (`include/…`); unpacked with them. */
  readonly headers?: readonly WheelFile[]
  /** Wheels whose files the libraries load by themselves, unpacked beside these. */
  readonly beside?: readonly Wheel[]
}

export interface WheelFile {
  /** Path within the folder. */
  readonly name: string
  readonly bytes: number
}

/** Everything that is unpacked of a wheel. */
export function unpackedFiles({ files, headers = [] }: Wheel): readonly WheelFile[] {
  return [...files, ...headers]
}

/** A wheel and those that are unpacked beside it. */
export function allWheels(wheel: Wheel): readonly Wheel[] {
  return [wheel, ...(wheel.beside ?? [])]
}

/** The Python that wheels are chosen for. Their native libraries are the same for every one. */
export const pythonVersion = '3.12'

const defaultPython = `cp${pythonVersion.replace('.', '')}-cp${pythonVersion.replace('.', '')}`

/** The file name of a wheel. */
export function wheelFile({ package: name, version, build, python = defaultPython, tag }: Wheel): string {
  return `${[name.replaceAll('-', '_'), version, ...(build ? [build] : []), python, tag].join('-')}.whl`
}

/** Where a wheel is to run. */
export interface Machine {
  readonly platform: string
  readonly arch: string
  /** The version of glibc, such as 2.36; empty where there is none. */
  readonly glibc: string
}

/**
 * The wheel for a machine, this one unless told otherwise.
 *
 * @throws EnvironmentError when there is none, or glibc is older than the wheel's tag demands.
 */
export function wheelFor(source: LibrarySource, machine: Machine = thisMachine()): Wheel {
  const { platform, arch, glibc } = machine
  const wheel = source.wheels[`${platform}-${arch}`]
  if (!wheel) {
    throw unsupported(source, `this is ${platform}-${arch}, it is for ${Object.keys(source.wheels).join(', ')}`)
  }
  const needed = /manylinux_(\d+)_(\d+)/.exec(wheel.tag)?.slice(1, 3).join('.')
  if (needed && !isAtLeast(glibc, needed)) {
    const found = glibc ? `glibc ${glibc}` : 'another C library'
    throw unsupported(source, `it needs glibc ${needed}, this system has ${found}`)
  }
  return wheel
}

function unsupported({ name, version, variable }: LibrarySource, what: string): EnvironmentError {
  return new EnvironmentError(`${name} ${version} cannot be installed here: ${what}`, {
    hint: `Use the onnxruntime engine, or set ${variable} to a folder with ${name} built for this machine.`,
  })
}

function isAtLeast(version: string, needed: string): boolean {
  const [major, minor = 0] = version.split('.').map(Number)
  const [neededMajor, neededMinor] = needed.split('.').map(Number)
  return major > neededMajor || (major === neededMajor && minor >= neededMinor)
}

function thisMachine(): Machine {
  return { platform: process.platform, arch: process.arch, glibc: glibcVersion() }
}

/** The version of the running glibc; empty on other C libraries. */
function glibcVersion(): string {
  const report: unknown = process.platform === 'linux' ? process.report?.getReport() : undefined
  if (typeof report !== 'object' || report === null || !('header' in report)) return ''
  const { header } = report
  if (typeof header !== 'object' || header === null || !('glibcVersionRuntime' in header)) return ''
  return typeof header.glibcVersionRuntime === 'string' ? header.glibcVersionRuntime : ''
}
