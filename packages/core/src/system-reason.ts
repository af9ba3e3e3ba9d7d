const reasons: Record<string, string> = {
  EACCES: 'permission denied',
  EEXIST: 'a part of the path is not a folder', // when creating its folders
  EISDIR: 'it is a folder',
  ELOOP: 'its links form a circle',
  ENAMETOOLONG: 'the name is too long',
  ENOENT: 'the file does not exist',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of the path is not a folder',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
}

/** Describes an error of the file system; uncommon errors keep their message. */
export function systemReason(cause: unknown): string {
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : ''
  return reasons[code] ?? String(cause).replace(/^Error: /, '')
}
