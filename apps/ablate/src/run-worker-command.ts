import { runWorker } from '@dfpir/ablation/queue'
import { requireFolder } from '@dfpir/datasets'
import { checkWritable, interruptible } from '@dfpir/terminal'

/** The options of `dfpir ablate worker` as commander parses them. */
export interface WorkerOptions {
  queue: string
  folder: string
  root: string
  lostAfter: number
}

/** `dfpir ablate worker`. */
export async function runWorkerCommand({ queue: url, folder, root, lostAfter }: WorkerOptions): Promise<void> {
  checkWritable(folder)
  await requireFolder(root)
  process.stderr.write('waiting for trials; Ctrl-C saves the current one and returns it to the queue\n')
  await interruptible(signal =>
    runWorker({
      ...{ url, folder, root, lostAfter, signal },
      onNote: (note, trial) => {
        process.stderr.write(trial ? `${trial.name}, seed ${trial.seed}: ${note}\n` : `${note}\n`)
      },
    }),
  )
}
