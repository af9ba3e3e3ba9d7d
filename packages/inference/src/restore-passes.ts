import { convertPicture, emptyPicture, type RowSink, type RowSource, readStrips, rowsOf } from '@dfpir/images'
import type { RestoreReport } from './restored.js'

/** Restores a picture once. */
export type RestorePass<Settings> = (source: RowSource, sink: RowSink, settings: Settings) => Promise<PassReport>

export type PassReport = Omit<RestoreReport, 'seconds' | 'detection' | 'leftAlone'>

/** The report on a picture that was left alone. */
export const nothingDone: PassReport = { tasks: [], task: '', prompt: '', tiles: 0 }

/**
 * Restores a picture in several passes, each on the result of the one before. Intermediate results stay in memory with 16
 * bits per sample, so rounding is not visible. Without settings, copies the picture.
 */
export async function restorePasses<Settings>(
  source: RowSource,
  sink: RowSink,
  settings: readonly Settings[],
  restore: RestorePass<Settings>,
): Promise<PassReport> {
  if (settings.length === 0) return copyRows(source, sink)
  if (settings.length === 1) return restore(source, sink, settings[0])
  const reports: PassReport[] = []
  let from = withDepth(source, 16)
  for (const one of settings.slice(0, -1)) {
    const result = rowsOf(emptyPicture(from))
    reports.push(await restore(from, result, one))
    from = result
  }
  reports.push(await restore(from, intoDepth(sink, source.depth), settings[settings.length - 1]))
  return joined(reports)
}

async function copyRows(source: RowSource, sink: RowSink): Promise<PassReport> {
  for await (const { rows } of readStrips(source)) await sink.writeRows(rows)
  return nothingDone
}

function withDepth(source: RowSource, depth: 8 | 16): RowSource {
  const { width, height, channels } = source
  const readRows: RowSource['readRows'] = async (top, count) =>
    convertPicture(await source.readRows(top, count), { channels, depth })
  return { width, height, channels, depth, readRows }
}

function intoDepth(sink: RowSink, depth: 8 | 16): RowSink {
  return { writeRows: rows => sink.writeRows(convertPicture(rows, { channels: rows.channels, depth })) }
}

function joined(reports: readonly PassReport[]): PassReport {
  return {
    tasks: reports.flatMap(({ tasks }) => tasks),
    task: reports.map(({ task }) => task).join('+'),
    prompt: reports.map(({ prompt }) => prompt).join('+'),
    noise: reports.find(({ noise }) => noise !== undefined)?.noise,
    tiles: Math.max(...reports.map(({ tiles }) => tiles)),
  }
}
