import { deflateRawSync } from 'node:zlib'
import { pickling, torchFiles, torchZip, type ZipFile, type ZipOptions, zipBytes } from '@dfpir/testing'
import { expectRefused } from './expect-refused.test.helper.js'
import { parseCheckpoint } from './read-checkpoint.js'

const { bytes, dict, int, list, littleEndian, pickle, storage, tensor, text } = pickling
const six = new Uint8Array(24)
const honest = pickle(dict({ weight: tensor() }))
const files = torchFiles(honest, { 0: six })

/** The honest archive with one of its files changed, or one more. */
const changed = (name: string, change: Partial<ZipFile>) =>
  zipBytes(files.map(file => (file.name === name ? { ...file, ...change } : file)))
const added = (...more: ZipFile[]) => zipBytes([...files, ...more])
const ended = (options: ZipOptions) => zipBytes(files, options)

test('the honest archive is read, with a comment and 64-bit fields, too', () => {
  const end64 = (start: number, size: number) =>
    bytes(
      ...['PK\x06\x06', littleEndian(44, 8), '\0\0\0\0', littleEndian(0, 8), littleEndian(4, 8), littleEndian(4, 8)],
      ...[littleEndian(size, 8), littleEndian(start, 8)],
      ...['PK\x06\x07', littleEndian(0, 4), littleEndian(start + size, 8), littleEndian(1, 4)],
    )
  const long = bytes(littleEndian(1, 2), littleEndian(16, 2), littleEndian(24, 8), littleEndian(24, 8))
  const wide = files.map(file => (file.data === six ? { ...file, size: 0xffffffff, extra: long } : file))
  for (const archive of [zipBytes(files, { comment: 'PK' }), zipBytes(wide, { between: end64 })]) {
    expect(parseCheckpoint(archive).tensors.get('weight')?.data).toEqual(six)
  }
})

const gigabyte = deflateRawSync(new Uint8Array(2 ** 24))

test.each<[string, Uint8Array, RegExp]>([
  [
    'a bomb',
    changed('net/data/0', { data: gigabyte, method: 8, size: 2 ** 30, storedSize: gigabyte.length }),
    /compressed/,
  ],
  ['a bomb that claims to be stored', changed('net/data/0', { data: gigabyte, size: 2 ** 30 }), /contradicts/],
  ['an encrypted file', changed('net/data/0', { flags: 1 }), /encrypted/],
  ['a file twice', added({ name: 'net/data.pkl', data: honest }), /twice/],
  ['a file above the archive', added({ name: '../outside' }), /the name "\.\.\/outside"/],
  ['a file above in the middle', added({ name: 'net/../../outside' }), /the name/],
  ['a file at the root', added({ name: '/etc/passwd' }), /the name/],
  ['a file on a drive', added({ name: 'C:/x' }), /the name/],
  ['a file with a backslash', added({ name: 'net\\x' }), /the name/],
  ['a file with a line feed', added({ name: 'net/x\ny' }), /the name/],
  ['a file without a name', added({ name: '' }), /the name/],
  [
    'two files in one place',
    added({ name: 'net/other', headerName: 'net/data.pkl', data: honest, start: 0 }),
    /contradicts/,
  ],
  ['files that overlap', overlapping(), /overlaps/],
  ['another name in the header', changed('net/data/0', { headerName: 'net/data/1' }), /contradicts/],
  ['a file that is longer than its place', changed('net/data/0', { size: 25 }), /contradicts|reaches/],
  ['two sizes', changed('net/data/0', { storedSize: 23 }), /contradict/],
  ['a 64-bit size that is missing', changed('net/data/0', { size: 0xffffffff }), /64-bit size/],
  [
    'a 64-bit size of exabytes',
    changed('net/data/0', { size: 0xffffffff, extra: huge(2n ** 60n) }),
    /too large for any file/,
  ],
  [
    'a 64-bit size of terabytes',
    changed('net/data/0', { size: 0xffffffff, extra: huge(2n ** 40n) }),
    /contradicts|reaches/,
  ],
  ['an extra field that is too long', changed('net/data/0', { extra: bytes('\x01\0\xff\0') }), /extra field/],
  ['a file that begins after the archive', changed('net/data/0', { start: 2 ** 31 }), /outside/],
  ['a file that begins elsewhere', changed('net/data/0', { start: 7 }), /damaged/],
  ['a wrong checksum', changed('net/data/0', { checksum: 1 }), /checksum/],
  ['a count that is too small', ended({ count: 1 }), /stated length/],
  ['a count that is too large', ended({ count: 60_000 }), /directory is damaged|more bytes/],
  ['a directory that is too long', ended({ directorySize: 2 ** 31 }), /does not end at/],
  ['a directory elsewhere', ended({ directoryStart: 0 }), /does not end at/],
  ['several parts', ended({ disk: 1 }), /several parts/],
  ['a gap before the end', ended({ between: () => new Uint8Array(5) }), /does not end at/],
  ['a 64-bit end elsewhere', ended({ between: start => locator(start + 1) }), /not at the expected place/],
  [
    'a 64-bit end that is none',
    ended({ between: (start, size) => bytes(new Uint8Array(56), locator(start + size)) }),
    /64-bit end/,
  ],
  ['a comment that is cut off', torchZip(honest, { 0: six }).subarray(0, -1), /no end/],
  ['nothing but its beginning', bytes('PK\x03\x04'), /no end/],
  ['not a pickle', zipBytes([{ name: 'word/document.xml' }]), /not from PyTorch/],
  ['two pickles', added({ name: 'other/data.pkl', data: honest }), /not from PyTorch/],
  ['a program', added({ name: 'net/code/x.py' }), /TorchScript/],
  ['big-endian numbers', changed('net/byteorder', { data: bytes('big') }), /big-endian/],
])('archives: %s', (_, archive, message) => {
  expect(expectRefused(archive)).toMatch(message)
})

function huge(size: bigint): Uint8Array {
  return bytes(littleEndian(1, 2), littleEndian(16, 2), littleEndian(size, 8), littleEndian(size, 8))
}

function locator(at: number): Uint8Array {
  return bytes('PK\x06\x07', littleEndian(0, 4), littleEndian(at, 8), littleEndian(1, 4))
}

/** A file whose bytes hold the header of the next one. */
function overlapping(): Uint8Array {
  const inner = zipBytes([{ name: 'net/inner', data: six }])
  const local = inner.subarray(0, 30 + 'net/inner'.length + 24)
  const start = 30 + 'net/outer'.length
  return zipBytes([
    { name: 'net/outer', data: local },
    { name: 'net/inner', data: six, start },
  ])
}

const machine = dict({ little_endian: '\x88' })
const magic = bytes('\x8a\x0a', Buffer.from('6cfc9c46f9206aa85019', 'hex'))

interface Legacy {
  readonly magic?: Uint8Array
  readonly machine?: Uint8Array
  readonly root?: Uint8Array
  readonly keys?: Uint8Array
  readonly rest?: Uint8Array
}

/** A file as PyTorch wrote it before 1.6. */
function legacy(parts: Legacy): Uint8Array {
  const root = dict({ weight: tensor({ storage: storage({ legacy: true }) }) })
  const { keys = list(text('0')), rest = bytes(littleEndian(6, 8), six) } = parts
  const heads = [parts.magic ?? magic, int(1001), parts.machine ?? machine, parts.root ?? root, keys]
  return bytes(...heads.map(head => pickle(head)), rest)
}

test('the honest legacy file is read', () => {
  expect(parseCheckpoint(legacy({})).tensors.get('weight')?.data).toEqual(six)
})

test.each<[string, Uint8Array, RegExp]>([
  ['another magic number', legacy({ magic: int(7) }), /not from PyTorch/],
  ['a call in place of the magic number', legacy({ magic: bytes('cos\nsystem\n)R') }), /asks for "os\.system"/],
  ['a call in place of the machine', legacy({ machine: bytes('cos\nsystem\n)R') }), /asks for/],
  ['a call in the list of storages', legacy({ keys: bytes('cos\nsystem\n)R') }), /asks for/],
  ['big-endian numbers', legacy({ machine: dict({ little_endian: '\x89' }) }), /little-endian/],
  ['no list of storages', legacy({ keys: bytes('N') }), /list of storages is missing/],
  ['a storage too many', legacy({ keys: list(text('0'), text('1')) }), /no tensor uses/],
  ['a storage twice', legacy({ keys: list(text('0'), text('0')) }), /occurs twice/],
  ['a storage too few', legacy({ keys: bytes(']'), rest: bytes() }), /has no bytes/],
  ['another count', legacy({ rest: bytes(littleEndian(7, 8), new Uint8Array(28)) }), /7 numbers instead of 6/],
  ['a count of exabytes', legacy({ rest: bytes(littleEndian(2n ** 62n, 8), six) }), /too large for any file/],
  [
    'a storage of terabytes',
    legacy({ root: dict({ x: vast() }), rest: bytes(littleEndian(2 ** 40, 8)) }),
    /4398046511104 more bytes/,
  ],
  ['bytes after the last', legacy({ rest: bytes(littleEndian(6, 8), six, 'x') }), /follow the last storage/],
  ['a storage that is cut off', legacy({ rest: bytes(littleEndian(6, 8), six.subarray(1)) }), /are left/],
  ['a view on a storage', legacy({ root: dict({ x: viewed() }) }), /has a view/],
])('legacy files: %s', (_, file, message) => {
  expect(expectRefused(file)).toMatch(message)
})

function vast(): Uint8Array {
  return tensor({ storage: storage({ count: 2 ** 40, legacy: true }) })
}

function viewed(): Uint8Array {
  const id = storage({ legacy: true })
  return bytes(id.subarray(0, -3), text('view'), 'tQ')
}
