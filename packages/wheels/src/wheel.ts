import { EnvironmentError } from '@dfpir/core'

/** A native library that official wheels contain. */
export interface LibrarySource {
  /** Its name in messages, such as `libtensorflow`. */
  readonly name: string
  /** Its folder in the per-user cache. */
  readonly folder: string
  readonly version: string
  /** Distinguishes builds of one version, such as `cuda`; each has its own installation. */
  readonly variant?: string
  /** The wheels by `platform-arch`, such as `linux-x64`. */
  readonly wheels: Readonly<Record<string, Wheel>>
  /** The files to load, in this order, up to the first dot: `libtensorflow_cc`. */
  readonly libraries: readonly string[]
  /** The environment variable that names a folder with the libraries. */
  readonly variable: string
  /** The command that installs it. */
  readonly setup: string
}

/** An official wheel on PyPI and the files to take from it. Sizes are in bytes. */
export interface Wheel {
  readonly package: string
  readonly version: string
  /** The wheel's build number, if its file name has one. */
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

/** All files to unpack from a wheel. */
export function unpackedFiles({ files, headers = [] }: Wheel): readonly WheelFile[] {
  return [...files, ...headers]
}

/** A wheel and the wheels to unpack beside it. */
export function allWheels(wheel: Wheel): readonly Wheel[] {
  return [wheel, ...(wheel.beside ?? [])]
}

/** The Python version that wheels are selected for. Their native libraries are the same for every version. */
export const pythonVersion = '3.12'

const defaultPython = `cp${pythonVersion.replace('.', '')}-cp${pythonVersion.replace('.', '')}`

/** The file name of a wheel. */
export function wheelFile({ package: name, version, build, python = defaultPython, tag }: Wheel): string {
  return `${[name.replaceAll('-', '_'), version, ...(build ? [build] : []), python, tag].join('-')}.whl`
}

/** The machine that a wheel must run on. */
export interface Machine {
  readonly platform: string
  readonly arch: string
  /** The version of glibc, such as 2.36; empty without glibc. */
  readonly glibc: string
}

/**
 * The wheel for a machine, by default this one.
 *
 * @throws EnvironmentError if there is none, or glibc is older than the wheel's tag requires
 */
export function wheelFor(source: LibrarySource, machine: Machine = thisMachine()): Wheel {
  const { platform, arch, glibc } = machine
  const wheel = source.wheels[`${platform}-${arch}`]
  if (!wheel) {
    throw unsupported(
      source,
      `this is ${platform}-${arch}, but wheels exist for ${Object.keys(source.wheels).join(', ')}`,
    )
  }
  const needed = /manylinux_(\d+)_(\d+)/.exec(wheel.tag)?.slice(1, 3).join('.')
  if (needed && !isAtLeast(glibc, needed)) {
    const found = glibc ? `glibc ${glibc}` : 'another C library'
    throw unsupported(source, `it needs glibc ${needed}, but this system has ${found}`)
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
