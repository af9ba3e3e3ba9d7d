export { appendToFile } from './append-file.js'
export { cacheDirectory } from './cache-directory.js'
export { folderError } from './folder-error.js'
export { type InstallFolderOptions, type InstallPlace, type InstallProgress, installFolder } from './install-folder.js'
export {
  checkInstalledFolder,
  describeFile,
  type FolderState,
  fileSha256,
  type InstalledFile,
  type Manifest,
  writeManifest,
} from './installed-folder.js'
export { bf16Support, processorFlags } from './processor.js'
export { formatDuration, Progress, type ProgressOptions } from './progress.js'
export { readFailure } from './read-failure.js'
export { readRecord } from './read-record.js'
export { removeOnExit } from './remove-on-exit.js'
export { type ProgressStream, StatusLine, type StatusLineOptions, withStatusLine } from './status-line.js'
export { systemReason } from './system-reason.js'
export { type Walked, type WalkOptions, walkFolder } from './walk-folder.js'
export { type WithLockOptions, withLock } from './with-lock.js'
export { type FileContent, type WriteFileOptions, writeFileAtomic } from './write-file.js'
