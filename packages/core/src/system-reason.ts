const reasons: Record<string, string> = {
  EACCES: 'permission was denied',
  EEXIST: 'a part of the path is not a folder', // from making its folders
  EISDIR: 'it is a folder',
  ELOOP: 'its links lead in a circle',
  ENAMETOOLONG: 'the name is too long',
  ENOENT: 'there is no such file',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of the path is not a folder',
  EPERM: 'permission was denied',
  EROFS: 'the file system is read-only',
}

/** What the file system threw, in words; its own message where it is an uncommon one. */
export function systemReason(cause: unknown): string {
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : ''
  return reasons[code] ?? String(cause).replace(/^Error: /, '')
}
