import { existsSync } from 'node:fs'
import { appendToFile, writeFileAtomic } from '@dfpir/core/node'
import { type LogEntry, readTrainingLog } from './read-training-log.js'

/** The training log as JSON lines. A resumed run drops the entries that come after its checkpoint. */
export class TrainingLog {
  constructor(private readonly path: string) {}

  async begin(step: number): Promise<void> {
    const entries = existsSync(this.path) ? (await readTrainingLog(this.path)).entries : []
    const kept = entries.filter(entry => entry.step <= step)
    await writeFileAtomic(this.path, kept.map(toLine).join(''))
  }

  append(entry: LogEntry): Promise<void> {
    return appendToFile(this.path, toLine(entry))
  }
}

function toLine(entry: LogEntry): string {
  return `${JSON.stringify(entry)}\n`
}
