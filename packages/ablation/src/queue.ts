export { requireRedis } from './open-queue.js'
export { type RunQueuedSweepOptions, runQueuedSweep, type TrialStatus } from './run-queued-sweep.js'
export { type RunWorkerOptions, runWorker } from './run-worker.js'
export type { TrialProgress, WorkerFolders } from './trial-job.js'
