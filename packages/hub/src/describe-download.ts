import type { DownloadProgress } from './download-file.js'

/** How far a download is, as a line. */
export function describeDownload({ file, done, total }: DownloadProgress): string {
  return `downloading ${file}: ${megabytes(done)} of ${megabytes(total)} MB`
}

function megabytes(bytes: number | undefined): string {
  return bytes === undefined ? '?' : (bytes / 1e6).toFixed(1)
}
