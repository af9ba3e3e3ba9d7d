export { requireRedis } from './queue/open-queue.js'
export { type RunQueuedSweepOptions, runQueuedSweep, type TrialStatus } from './queue/run-queued-sweep.js'
export { type RunWorkerOptions, runWorker } from './queue/run-worker.js'
export type { TrialProgress, WorkerFolders } from './queue/trial-job.js'
