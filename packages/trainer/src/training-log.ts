import { existsSync } from 'node:fs'
import { appendFile, readFile } from 'node:fs/promises'
import { writeFileAtomic } from '@dfpir/core/node'

/** One line of `log.jsonl`. */
export interface LogEntry {
  /** 1 for the first step. */
  readonly step: number
  /** Mean loss since the entry before. */
  readonly loss: number
  readonly learningRate: number
  /** Wall-clock seconds since this process began to train. */
  readonly seconds: number
}

/** The training log as JSON lines. A resumed run drops the entries that come after its checkpoint. */
export class TrainingLog {
  constructor(private readonly path: string) {}

  async begin(step: number): Promise<void> {
    const kept = existsSync(this.path) ? (await this.entries()).filter(entry => entry.step <= step) : []
    await writeFileAtomic(this.path, kept.map(toLine).join(''))
  }

  append(entry: LogEntry): Promise<void> {
    return appendFile(this.path, toLine(entry))
  }

  private async entries(): Promise<LogEntry[]> {
    const lines = (await readFile(this.path, 'utf8')).split('\n')
    return lines.flatMap(line => {
      try {
        return [JSON.parse(line) as LogEntry]
      } catch {
        return [] // the last line of a killed run may be cut
      }
    })
  }
}

function toLine(entry: LogEntry): string {
  return `${JSON.stringify(entry)}\n`
}
